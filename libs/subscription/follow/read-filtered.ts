import type { RecordedEvent, StreamName } from '@gongdan/core';
import type { EventStore, LogPage } from '@gongdan/event-store';
import { eventTest, type EventFilter } from '../filter/event-filter.js';

/** Events of a stream that are looked at with one read. */
export const STREAM_READ_EVENTS = 500;

export type FilteredReads = Pick<EventStore, 'readLog' | 'readStream' | 'lastPosition'>;

/** What passes the filter after a position, from the store; `lastPosition` moves past the rest. */
export function readFiltered(
  store: FilteredReads,
  { types, stream }: EventFilter,
  after: number,
  limit: number,
): Promise<LogPage> {
  if (stream !== undefined) return readOfStream(store, { types, stream }, after, limit);
  return store.readLog({ after, limit, ...(types ? { types } : {}) });
}

/** The log’s end is asked for first: whatever of the stream lies before it can then be seen. */
async function readOfStream(
  store: FilteredReads,
  { types, stream }: { readonly types: readonly string[] | undefined; readonly stream: string },
  after: number,
  limit: number,
): Promise<LogPage> {
  const end = await store.lastPosition();
  if (end <= after) return { events: [], lastPosition: after };
  const passes = eventTest(types ? { types } : {});
  const events: RecordedEvent[] = [];
  let lastPosition = end;
  for await (const newer of newerThan(store, stream as StreamName, after)) {
    events.push(...newer.filter(passes));
    lastPosition = Math.max(end, newer.at(-1)?.position ?? 0);
    if (events.length > limit) break;
  }
  if (events.length <= limit) return { events, lastPosition };
  const shown = events.slice(0, limit);
  return { events: shown, lastPosition: shown.at(-1)?.position ?? after };
}

/** Pages of a stream after a position. First its end: who follows a stream mostly lacks its last events only. */
async function* newerThan(
  store: FilteredReads,
  stream: StreamName,
  after: number,
): AsyncGenerator<readonly RecordedEvent[], void> {
  const limit = STREAM_READ_EVENTS;
  const newest = await store.readStream(stream, { direction: 'backwards', limit });
  const found = newest.filter(({ position }) => position > after).reverse();
  const [first] = found;
  if (first === undefined) return;
  if (found.length < limit) return yield found;
  let fromVersion = await firstAfter(store, stream, after, first.version);
  for (;;) {
    const page = await store.readStream(stream, { fromVersion, limit });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    fromVersion = last.version + 1;
  }
}

/** The first version whose event lies after a position, as that of `high` does. */
async function firstAfter(
  store: FilteredReads,
  stream: StreamName,
  after: number,
  high: number,
): Promise<number> {
  let [low, found] = [1, high];
  while (low < found) {
    const middle = Math.floor((low + found) / 2);
    const [event] = await store.readStream(stream, { fromVersion: middle, limit: 1 });
    if (event !== undefined && event.position > after) found = middle;
    else low = middle + 1;
  }
  return found;
}
