import type { RecordedEvent } from '@gongdan/core';
import { allEventContracts, type SlaEvent } from './registry.js';

/** Decisions about the promises to a subject; all else on its SLA stream is what its clocks did. */
export const SLA_DECISION_TYPES = [
  'SlaRecalculated',
  'SlaPolicyWithdrawn',
] as const satisfies readonly SlaEvent['type'][];

/** What a clock did. */
export type ClockEvent = Exclude<SlaEvent, { type: (typeof SLA_DECISION_TYPES)[number] }>;
export type RecordedClockEvent = RecordedEvent & ClockEvent;

const decisions: readonly string[] = SLA_DECISION_TYPES;

export const CLOCK_EVENT_TYPES: readonly string[] = allEventContracts()
  .filter(({ owner, type }) => owner === 'sla' && !decisions.includes(type))
  .map(({ type }) => type);
