import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { GongdanError, instantOf, streamName, type StreamName } from '@gongdan/core';
import { InMemoryEventStore, type EventStore } from '@gongdan/event-store';
import { eventTest } from '../filter/event-filter.js';
import { appendTo } from '../testing/append-to.js';
import { LINGER_MS, LogFollower } from './log-follower.js';

const [one, other] = [streamName('ticket', 'one'), streamName('ticket', 'other')];
const all = eventTest({});
const never = new AbortController().signal;

let store: InMemoryEventStore;
let failing: boolean;
let subscriptions: number;
let follower: LogFollower;

beforeEach(() => {
  store = new InMemoryEventStore({ now: () => instantOf(0) });
  failing = false;
  subscriptions = 0;
  const watched: Pick<EventStore, 'subscribe' | 'lastPosition'> = {
    lastPosition: () => store.lastPosition(),
    async *subscribe(range, signal) {
      subscriptions += 1;
      for await (const page of store.subscribe(range, signal)) {
        if (failing) {
          throw new GongdanError({ code: 'STORE.UNAVAILABLE', category: 'transient', message: '' });
        }
        yield page;
      }
    },
  };
  follower = new LogFollower(
    watched,
    async () => {
      failing = false;
    },
    { next: () => 0 },
  );
});
afterEach(() => follower.close());

const append = (stream: StreamName) => appendTo(store, stream, 'TicketAssigned');

const begun = async (): Promise<void> => {
  follower.listen();
  while (follower.head === undefined) await new Promise((resolve) => setImmediate(resolve));
};
const heard = async (position: number): Promise<void> => {
  while ((follower.head ?? 0) < position) await new Promise((resolve) => setImmediate(resolve));
};
const news = (position: number, passes = all, signal = never, timeoutMs = 60_000) =>
  follower.news(position, passes, { signal, timeoutMs });

describe('the follower of the log', () => {
  it('wakes by what passes, and says up to where nothing does', async () => {
    await append(one);
    await begun();
    const ofOne = news(1, eventTest({ stream: one }));
    const any = news(1);
    await append(other);
    expect(await any).toBe(1);
    await append(other);
    await append(one);
    expect(await ofOne).toBe(3);
    expect(await news(1)).toBe(1); // in memory already
    expect(await news(2, eventTest({ stream: one }))).toBe(3);
    expect(subscriptions).toBe(1);
  });

  it('sends to the store who asks for what was before', async () => {
    await append(one);
    await append(one);
    await begun();
    expect(await news(1)).toBe(1);
    expect(follower.recentPage(1, 10, all)).toBeUndefined();
  });

  it('wakes whoever may have missed something before it began', async () => {
    const early = news(0);
    await append(one);
    await begun();
    expect(await early).toBe(0);
  });

  it('waits no longer than it is to, and moves on meanwhile', async () => {
    await begun();
    const abort = new AbortController();
    const aborted = news(0, eventTest({ stream: one }), abort.signal);
    await append(other);
    await heard(1);
    expect(await news(0, eventTest({ stream: one }), never, 1)).toBe(1);
    abort.abort();
    expect(await aborted).toBe(1);
    expect(await news(0, all, abort.signal)).toBe(0);
    expect(follower.waitingNow).toBe(0);
  });

  it('goes on without a gap where the store failed', async () => {
    await begun();
    const waiting = news(0);
    failing = true;
    await append(one);
    await append(one);
    expect(await waiting).toBe(0);
    await heard(2);
    expect(follower.recentPage(0, 10, all)?.events.map(({ position }) => position)).toEqual([1, 2]);
    expect(subscriptions).toBe(2);
  });

  it('wakes thousands, each once, in turns', async () => {
    await begun();
    const waiters = Array.from({ length: 2_000 }, () => news(0));
    let woken = 0;
    for (const waiter of waiters) void waiter.then(() => (woken += 1));
    await append(one);
    await waiters[0];
    expect(woken).toBeLessThan(1_000);
    await Promise.all(waiters);
    expect(follower.waitingNow).toBe(0);
  });

  it('wakes everybody when it is closed, and lets nobody wait after that', async () => {
    await begun();
    const waiters = Array.from({ length: 300 }, () => news(0));
    await follower.close();
    expect(new Set(await Promise.all(waiters))).toEqual(new Set([0]));
    expect(await news(0)).toBe(0);
    follower.listen();
    expect(follower.isFollowing).toBe(false);
  });

  it('follows while somebody listens, and a while longer', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      const [first, second] = [follower.listen(), follower.listen()];
      first();
      await jest.advanceTimersByTimeAsync(2 * LINGER_MS);
      expect(follower.isFollowing).toBe(true);
      second();
      await jest.advanceTimersByTimeAsync(LINGER_MS - 1);
      const third = follower.listen();
      await jest.advanceTimersByTimeAsync(LINGER_MS);
      expect([follower.isFollowing, subscriptions]).toEqual([true, 1]);
      third();
      await jest.advanceTimersByTimeAsync(LINGER_MS);
      expect([follower.isFollowing, follower.head]).toEqual([false, undefined]);
      await begun();
      await append(one);
      await heard(1);
      expect(subscriptions).toBe(2);
    } finally {
      jest.useRealTimers();
    }
  });
});
