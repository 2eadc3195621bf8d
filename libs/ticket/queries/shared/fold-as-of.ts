import { type Moment } from '@gongdan/platform';
import { streamName, type RecordedEvent } from '@gongdan/core';
import { readWholeStream, type EventStore } from '@gongdan/event-store';
import type { Projection, Row } from '@gongdan/projections';
import type { RowAge } from '../../projections/index.js';
import { isAsThen } from './moment.js';

export type StreamReader = Pick<EventStore, 'readStream'>;

/** Most streams that are read at the same time for one query. */
const READS_AT_ONCE = 8;

export const isPast = (event: RecordedEvent, { asOf, basis }: Moment): boolean =>
  (basis === 'occurred' ? event.occurredAt : event.recordedAt) <= asOf;

/** The events of a ticket, up to a version, that count at a moment; in the order of its stream. */
export async function ticketEventsAsOf(
  store: StreamReader,
  ticketId: string,
  moment: Moment | undefined,
  throughVersion?: number,
): Promise<readonly RecordedEvent[]> {
  const events = await readWholeStream(store, streamName('ticket', ticketId), throughVersion);
  return moment === undefined ? events : events.filter((event) => isPast(event, moment));
}

/** The row that a projection (keyed by ticket) makes of a ticket's events. */
export function foldRow<R extends Row>(
  projection: Projection<R>,
  events: readonly RecordedEvent[],
): R | undefined {
  let row: R | undefined;
  for (const event of events) {
    if (projection.types.includes(event.type)) row = projection.apply(row, event);
  }
  return row;
}

/**
 * Rows of a projection (keyed by ticket) as they were at a moment, from the rows as they are: those that
 * nothing has happened to since are taken as they are, the others are folded from their streams. A row
 * that was not there then is undefined. Each fold stops at the version that its row shows, so that the
 * answer is of one position of the log.
 */
export async function rowsAsOf<R extends Row & RowAge & { readonly id: string }>(
  store: StreamReader,
  projection: Projection<R>,
  rows: readonly R[],
  moment: Moment,
): Promise<readonly (R | undefined)[]> {
  return mapSome(rows, READS_AT_ONCE, async (row) => {
    if (isAsThen(row, moment)) return row;
    return foldRow(projection, await ticketEventsAsOf(store, row.id, moment, row.version));
  });
}

/** Like Promise.all over `map`, with at most `atOnce` under way. */
async function mapSome<Item, Value>(
  items: readonly Item[],
  atOnce: number,
  map: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    values.push(...(await Promise.all(items.slice(start, start + atOnce).map(map))));
  }
  return values;
}
