import { streamName, type Instant, type RecordedEvent } from '@gongdan/core';
import { eventContract, type TicketEvent } from '@gongdan/contracts';
import type { Projection } from '@gongdan/projections';

export const TICKET_ID = '0198c2f0-0000-7000-8000-000000000001';
const CUSTOMER_ID = '0198c2f0-0000-7000-8000-0000000000c1';

/** A fact, and the minute of 2 March 2026 (counted from midnight UTC) in which it happened. */
export interface Fact {
  readonly event: TicketEvent;
  readonly minute: number;
}

export const minuteOf = (minute: number): Instant =>
  new Date(Date.UTC(2026, 2, 2, 0, minute)).toISOString() as Instant;

/** Facts as the store would give them back: recorded one after another, whenever they happened. */
export const recorded = (facts: readonly Fact[], ticketId = TICKET_ID): RecordedEvent[] =>
  facts.map(({ event, minute }, index) => ({
    id: `${ticketId}-${index + 1}`,
    type: event.type,
    data: event.data as Readonly<Record<string, unknown>>,
    schemaVersion: eventContract(event.type).schemaVersion,
    actor: 'dispatcher',
    occurredAt: minuteOf(minute),
    recordedAt: minuteOf(10_000 + index),
    correlationId: 'correlation',
    causationId: null,
    customerId: CUSTOMER_ID,
    position: index + 1,
    stream: streamName('ticket', ticketId),
    version: index + 1,
    hash: '',
  }));

/** The contract's own sample of an event, with some members changed. */
export function sampleOf<Type extends TicketEvent['type']>(
  type: Type,
  changes: Partial<Extract<TicketEvent, { type: Type }>['data']> = {},
): TicketEvent {
  const { sample } = eventContract(type);
  return { type, data: { ...(sample as object), ...changes } } as TicketEvent;
}

/** All rows of a projection after these events, by key. */
export function rowsOf<R extends { readonly [column: string]: unknown }>(
  projection: Pick<Projection, 'keyOf' | 'apply' | 'types'>,
  events: readonly RecordedEvent[],
): Map<string, R> {
  const rows = new Map<string, R>();
  for (const event of events) {
    const key = projection.types.includes(event.type) ? projection.keyOf(event) : undefined;
    if (key === undefined) continue;
    const row = projection.apply(rows.get(key) as never, event) as R | undefined;
    if (row === undefined) rows.delete(key);
    else rows.set(key, row);
  }
  return rows;
}
