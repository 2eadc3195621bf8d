import { beforeEach, describe, expect, it } from '@jest/globals';
import { instantOf, streamName, type StreamName } from '@gongdan/core';
import { InMemoryEventStore } from '@gongdan/event-store';
import type { EventFilter } from '../filter/event-filter.js';
import { appendTo } from '../testing/append-to.js';
import { readFiltered, STREAM_READ_EVENTS } from './read-filtered.js';

const [one, other] = [streamName('ticket', 'one'), streamName('ticket', 'other')];

let store: InMemoryEventStore;
const append = (stream: StreamName, ...types: string[]) => appendTo(store, stream, ...types);

beforeEach(() => {
  store = new InMemoryEventStore({ now: () => instantOf(0) });
});

const read = async (filter: EventFilter, after: number, limit = 100) => {
  const page = await readFiltered(store, filter, after, limit);
  return [page.events.map(({ position }) => position), page.lastPosition];
};

describe('readFiltered', () => {
  it('reads the log, of some types only, and one stream', async () => {
    await append(one, 'A', 'B');
    await append(other, 'A', 'B');
    await append(one, 'A', 'B');
    await append(other, 'A');
    expect(await read({}, 5)).toEqual([[6, 7], 7]);
    expect(await read({ types: ['B'] }, 0)).toEqual([[2, 4, 6], 7]);
    expect(await read({ stream: one }, 0)).toEqual([[1, 2, 5, 6], 7]);
    expect(await read({ stream: one, types: ['B'] }, 2)).toEqual([[6], 7]);
  });

  it('goes on where a page was full, and past the rest where it was not', async () => {
    await append(one, 'A', 'B', 'A', 'B');
    await append(other, 'A');
    expect(await read({ stream: one }, 0, 3)).toEqual([[1, 2, 3], 3]);
    expect(await read({ stream: one }, 3, 3)).toEqual([[4], 5]);
    expect(await read({ stream: one, types: ['A'] }, 0, 1)).toEqual([[1], 1]);
    expect(await read({ stream: one, types: ['A'] }, 1, 1)).toEqual([[3], 5]);
    expect(await read({ stream: one }, 5, 3)).toEqual([[], 5]);
    expect(await read({ stream: streamName('ticket', 'nobody') }, 0)).toEqual([[], 5]);
  });

  it('finds all of a stream that is longer than what it reads at once', async () => {
    for (let written = 0; written < 1_250; written += 250) {
      await append(one, ...Array.from({ length: 250 }, () => 'A'));
      await append(other, 'A');
    }
    for (const after of [0, 1, 251, 700, 1_254]) {
      const { events } = await readFiltered(store, { stream: one }, after, 2_000);
      const all = await store.readStream(one);
      expect(events).toEqual(all.filter(({ position }) => position > after));
    }
  });

  it('reads no more of a long stream than its end and what it answers', async () => {
    for (let written = 0; written < 6_000; written += 500) {
      await append(one, ...Array.from({ length: 500 }, () => 'A'));
    }
    let looked = 0;
    const counting = {
      lastPosition: () => store.lastPosition(),
      readLog: store.readLog.bind(store),
      readStream: async (...range: Parameters<typeof store.readStream>) => {
        const events = await store.readStream(...range);
        looked += events.length;
        return events;
      },
    };
    for (const after of [0, 1_777, 4_321]) {
      looked = 0;
      const page = await readFiltered(counting, { stream: one }, after, 10);
      const positions = page.events.map(({ position }) => position);
      expect(positions).toEqual(Array.from({ length: 10 }, (_, index) => after + 1 + index));
      expect(looked).toBeLessThanOrEqual(2 * STREAM_READ_EVENTS + 20);
    }
  });
});
