import type { Instant, RecordedEvent, StreamName } from '@gongdan/core';
import type { Projection, Row } from '@gongdan/projections';

/** Makes events of one stream as a store would give them back, one after another. */
export function recorder(stream: string, customerId: string | null = 'c1') {
  let version = 0;
  return (type: string, data: object, more: Partial<RecordedEvent> = {}): RecordedEvent => ({
    id: `${stream}-e${++version}`,
    type,
    schemaVersion: 1,
    data: data as Record<string, unknown>,
    actor: 'clerk-one',
    occurredAt: '2026-03-02T09:00:00.000Z' as Instant,
    recordedAt: '2026-03-02T09:00:05.000Z' as Instant,
    correlationId: 'r1',
    causationId: null,
    customerId,
    position: version,
    stream: stream as StreamName,
    version,
    hash: '',
    ...more,
  });
}

/** The rows that a projection folds these events into, by key, in the order they came to be. */
export function rowsOf<R extends Row>(
  projection: Projection<R>,
  ...events: readonly RecordedEvent[]
): readonly R[] {
  const rows = new Map<string, R>();
  for (const event of events.filter(({ type }) => projection.types.includes(type))) {
    const key = projection.keyOf(event);
    if (key === undefined) continue;
    const row = projection.apply(rows.get(key), event);
    if (row === undefined) rows.delete(key);
    else rows.set(key, row);
  }
  return [...rows.values()];
}
