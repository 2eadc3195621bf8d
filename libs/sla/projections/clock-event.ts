import { runName } from '../domain/index.js';
import type { SlaEvent } from '@gongdan/contracts';
import type { RecordedEvent } from '@gongdan/core';

/** What a clock did; the rest of an SLA stream are decisions. */
export type ClockEvent = Exclude<SlaEvent, { type: 'SlaRecalculated' | 'SlaPolicyWithdrawn' }>;
export type RecordedClockEvent = RecordedEvent & ClockEvent;

/** Names one run of one clock of one subject: `<subject>#<clock>#<cycle>`. */
export const runIdOf = ({
  subject,
  clock,
  cycle,
}: Pick<ClockEvent['data'], 'subject' | 'clock' | 'cycle'>): string =>
  `${subject.id}#${runName(clock, cycle)}`;

export const CLOCK_EVENT_TYPES: readonly ClockEvent['type'][] = [
  'SlaClockStarted',
  'SlaClockPaused',
  'SlaClockResumed',
  'SlaClockWarned',
  'SlaClockBreached',
  'SlaClockEscalated',
  'SlaClockMet',
  'SlaClockMissed',
  'SlaClockCancelled',
  'SlaClockRetargeted',
  'SlaClockSuperseded',
];
