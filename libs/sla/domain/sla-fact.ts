import { SLA_DECISION_TYPES } from '@gongdan/contracts';
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

const DECISIONS: readonly string[] = SLA_DECISION_TYPES;

/** A recorded decision about promises themselves. */
export const isDecision = ({ type }: { readonly type: string }): boolean =>
  DECISIONS.includes(type);

export const factOf = (event: RecordedEvent): SlaFact => ({
  id: event.id,
  type: event.type,
  position: event.position,
  at: epochMsOf(event.occurredAt),
  recordedAt: epochMsOf(event.recordedAt),
  data: event.data,
});

/**
 * What happened to a subject, and what its customer’s file says of the tier. Work may be reported of a time at
 * which there was no file yet: what that said first held already, and that it was made later says nothing of
 * how far time has passed.
 */
export function factsWithTiers(
  own: readonly SlaFact[],
  tiers: readonly SlaFact[],
): readonly SlaFact[] {
  const [first] = own;
  if (first === undefined) return tiers;
  const inTime = tiers.map((tier) =>
    tier.type === 'CustomerRegistered' ? { ...tier, at: Math.min(tier.at, first.at) } : tier,
  );
  return [...inTime, ...own];
}
