import { epochMsOf, type RecordedEvent } from '@gongdan/core';

/** An event as clocks see it: times as epoch milliseconds. */
export interface SlaFact {
  readonly id: string;
  readonly type: string;
  readonly position: number;
  /** When it happened. */
  readonly at: number;
  readonly recordedAt: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export const factOf = (event: RecordedEvent): SlaFact => ({
  id: event.id,
  type: event.type,
  position: event.position,
  at: epochMsOf(event.occurredAt),
  recordedAt: epochMsOf(event.recordedAt),
  data: event.data,
});
