import type { EventContract } from './event-contract.js';
import { allEventContracts } from './registry.js';

/**
 * Contracts of versions that are written no more, exactly as they were declared: logs and topics hold
 * their events for ever. Who raises an event’s `schemaVersion` moves the old declaration here. None yet.
 */
const earlierVersions: readonly EventContract[] = [];

/** One contract for every event type and version ever published. */
export const allVersionsEver = (): readonly EventContract[] => [
  ...allEventContracts(),
  ...earlierVersions,
];

/** `TicketRegistered.v1`: how a version is called in files, documents and the changelog. */
export const versionName = ({
  type,
  schemaVersion,
}: Pick<EventContract, 'type' | 'schemaVersion'>): string => `${type}.v${schemaVersion}`;
