import type { RecordedEvent, StreamName } from '@gongdan/core';
import type { EventStore, LogPage } from '@gongdan/event-store';
import { eventTest, type EventFilter } from '../filter/event-filter.js';

/** Events of a stream that are looked at with one read. */
const STREAM_READ_EVENTS = 500;

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
  const newer = await newerThan(store, stream as StreamName, after);
  const wanted = newer.filter(eventTest(types ? { types } : {}));
  const events = wanted.slice(0, limit);
  const lastPosition =
    wanted.length > limit
      ? (events.at(-1)?.position ?? after)
      : Math.max(end, newer.at(-1)?.position ?? 0);
  return { events, lastPosition };
}

/** From the newest backwards: who follows a stream mostly lacks its last events only. */
async function newerThan(
  store: FilteredReads,
  stream: StreamName,
  after: number,
): Promise<readonly RecordedEvent[]> {
  const newer: RecordedEvent[] = [];
  for (let fromVersion: number | undefined; fromVersion !== 0;) {
    const page = await store.readStream(stream, {
      direction: 'backwards',
      limit: STREAM_READ_EVENTS,
      ...(fromVersion === undefined ? {} : { fromVersion }),
    });
    const found = page.filter(({ position }) => position > after);
    newer.push(...found);
    if (found.length < STREAM_READ_EVENTS) break;
    fromVersion = (page.at(-1)?.version ?? 1) - 1;
  }
  return newer.reverse();
}
