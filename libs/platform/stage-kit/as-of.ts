import { parseInstant, type Instant, type StreamName } from '@gongdan/core';
import { readWholeStream, type EventStore } from '@gongdan/event-store';
import type { Projection, Row } from '@gongdan/projections';

/**
 * The rows that a projection makes of one stream, as of a moment: of what had happened by then,
 * whenever it was reported. The same fold as the live table’s, so the two cannot disagree.
 */
export async function foldAsOf<R extends Row>(
  store: Pick<EventStore, 'readStream'>,
  projection: Projection<R>,
  stream: StreamName,
  asOf: Instant,
): Promise<ReadonlyMap<string, R>> {
  const rows = new Map<string, R>();
  for (const event of await readWholeStream(store, stream)) {
    if (event.occurredAt > asOf || !projection.types.includes(event.type)) continue;
    const key = projection.keyOf(event);
    if (key === undefined) continue;
    const row = projection.apply(rows.get(key), event);
    if (row === undefined) rows.delete(key);
    else rows.set(key, row);
  }
  return rows;
}

/** What an `InstantField` has accepted, as the engine writes instants: PostgreSQL takes fewer offsets. */
export const checkedInstant = (text: string): Instant => parseInstant(text) ?? (text as Instant);
