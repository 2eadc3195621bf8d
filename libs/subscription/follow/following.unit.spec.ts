import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { instantOf, LimitedTurns, streamName } from '@gongdan/core';
import { InMemoryEventStore } from '@gongdan/event-store';
import type { EventFilter } from '../filter/event-filter.js';
import { appendTo } from '../testing/append-to.js';
import { Following } from './following.js';
import { LogFollower } from './log-follower.js';
import { RECENT_MS_MAX } from './recent-events.js';

const [one, other] = [streamName('ticket', 'one'), streamName('ticket', 'other')];

let store: InMemoryEventStore;
let follower: LogFollower;
let reads: number;
let nowMs: number;

beforeEach(() => {
  store = new InMemoryEventStore({ now: () => instantOf(0) });
  [reads, nowMs] = [0, 0];
  follower = new LogFollower(
    store,
    async () => {},
    { next: () => 0 },
    () => nowMs,
  );
});
afterEach(() => follower.close());

const follow = (filter: EventFilter = {}): Following =>
  new Following(
    {
      follower,
      turns: new LimitedTurns(1),
      end: () => store.lastPosition(),
      store: {
        readLog: (range) => {
          reads += 1;
          return store.readLog(range);
        },
        readStream: (stream, range) => store.readStream(stream, range),
        lastPosition: () => store.lastPosition(),
      },
    },
    filter,
  );

const append = async (...streams: (typeof one)[]): Promise<void> => {
  for (const stream of streams) await appendTo(store, stream, 'TicketAssigned');
  const end = await store.lastPosition();
  while (follower.head !== end) await new Promise((resolve) => setImmediate(resolve));
};
const positions = async (following: Following, after: number, limit = 100) =>
  (await following.pageAfter(after, limit)).events.map(({ position }) => position);

describe('one subscriber’s way along the log', () => {
  it('needs no read where it begins at the end', async () => {
    const first = follow();
    await append(one);
    const second = follow();
    expect([await positions(second, 1), reads, second.logEnd]).toEqual([[], 0, 1]);
    await append(one);
    expect([await positions(second, 1), reads]).toEqual([[2], 0]);
    first.close();
  });

  it('begins with the store, though all is in memory, and goes on from memory', async () => {
    const first = follow();
    await append(one, one, one);
    const second = follow();
    expect([await positions(second, 0), reads]).toEqual([[1, 2, 3], 1]);
    await append(one);
    expect([await positions(second, 3), reads]).toEqual([[4], 1]);
    expect(second.logEnd).toBe(4);
    expect([await positions(first, 0), reads]).toEqual([[1, 2, 3, 4], 2]);
  });

  it('stays with the store until it has caught up', async () => {
    const following = follow();
    await append(one, one, one, one);
    expect([await positions(following, 0, 2), reads]).toEqual([[1, 2], 1]);
    expect([await positions(following, 2, 1), reads]).toEqual([[3], 2]);
    expect(following.logEnd).toBeUndefined();
    expect([await positions(following, 3, 1), reads]).toEqual([[4], 3]);
    expect([await positions(following, 4, 1), reads]).toEqual([[], 3]);
  });

  it('goes back to the store where it lags behind what is in memory', async () => {
    const following = follow();
    await append(one);
    expect(await positions(following, 0)).toEqual([1]);
    await append(one, one);
    nowMs += RECENT_MS_MAX;
    expect([await positions(following, 1), reads]).toEqual([[2, 3], 2]);
    await append(one);
    expect([await positions(following, 3), reads]).toEqual([[4], 2]);
  });

  it('moves past what its filter leaves out without a look at the store', async () => {
    const following = follow({ stream: one });
    await append(one);
    expect(await positions(following, 0)).toEqual([1]);
    const signal = AbortSignal.timeout(60_000);
    const news = following.news(1, { signal, timeoutMs: 60_000 });
    await append(other, other, one);
    expect(await news).toBe(3);
    expect([await positions(following, 3), reads]).toEqual([[4], 0]);
  });
});
