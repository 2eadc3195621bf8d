import { describe, expect, it } from '@jest/globals';
import { GongdanError, messageOf, type RecordedEvent } from '@gongdan/core';
import type { EventStore, LogPage } from '@gongdan/event-store';
import { realPause } from '../retry.js';
import { TAIL_CHARACTERS_MAX, TAIL_EVENTS_MAX } from '../delivery/log-window.js';
import { StoreTail } from './store-tail.js';

const eventAt = (position: number, type = 'A', data: object = {}): RecordedEvent =>
  ({ position, type, data }) as unknown as RecordedEvent;

const pageOf = (events: readonly RecordedEvent[]): LogPage => ({
  events,
  lastPosition: events.at(-1)?.position ?? 0,
});

const range = (from: number, to: number): RecordedEvent[] =>
  Array.from({ length: to - from + 1 }, (_, n) => eventAt(from + n, (from + n) % 2 ? 'A' : 'B'));

/** Runs a tail over what `pages` yields, one subscription after another. */
async function tailOver(
  lastPosition: number,
  ...subscriptions: ((signal: AbortSignal) => AsyncIterable<LogPage>)[]
) {
  const abort = new AbortController();
  const asked: number[] = [];
  const store = {
    lastPosition: async () => lastPosition,
    readLog: async () => pageOf([]),
    subscribe: ({ after }: { after: number }, signal: AbortSignal) => {
      asked.push(after);
      const next = subscriptions.shift();
      if (next === undefined) abort.abort();
      return next?.(signal) ?? (async function* () {})();
    },
  } as unknown as EventStore;
  const problems: string[] = [];
  const pause = (_: number, signal?: AbortSignal) => realPause(0, signal);
  const listener = {
    unreadable: (error: unknown) => void problems.push(messageOf(error)),
    readable: () => void problems.push('readable'),
  };
  const tail = new StoreTail(store, pause, { next: () => 0 }, listener);
  await tail.run(abort.signal);
  return { tail, asked, problems };
}

async function* yielding(...pages: LogPage[]): AsyncIterable<LogPage> {
  yield* pages;
}

describe('StoreTail', () => {
  it('hands out what is newer than a position, of certain types, so many at most', async () => {
    const { tail } = await tailOver(10, () =>
      yielding(pageOf(range(11, 14)), pageOf(range(15, 20))),
    );
    const positions = (page: LogPage | undefined) => page?.events.map(({ position }) => position);
    expect(positions(tail.window.page(10, 100, undefined))).toEqual([
      11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
    ]);
    expect(tail.window.page(13, 2, new Set(['A']))).toEqual(pageOf([eventAt(15), eventAt(17)]));
    expect(tail.window.page(17, 100, new Set(['C']))).toEqual({ events: [], lastPosition: 20 });
    expect(tail.window.page(25, 100, undefined)).toEqual({ events: [], lastPosition: 25 });
    expect(tail.window.page(9, 100, undefined)).toBeUndefined();
  });

  it('keeps so many events, and not those before', async () => {
    const events = range(1, TAIL_EVENTS_MAX);
    const { tail } = await tailOver(0, () => yielding(pageOf(events)));
    expect(tail.window.page(0, 1, undefined)?.events[0]?.position).toBe(1);
    const { tail: full } = await tailOver(0, () =>
      yielding(pageOf(events), pageOf([eventAt(TAIL_EVENTS_MAX + 1)])),
    );
    expect(full.window.page(0, 1, undefined)).toBeUndefined();
    expect(full.window.page(1, 1, undefined)?.events[0]?.position).toBe(2);
  });

  it('keeps fewer of large events, down to none', async () => {
    const large = (position: number) =>
      eventAt(position, 'A', { text: 'x'.repeat(TAIL_CHARACTERS_MAX / 2 - 16) });
    const { tail } = await tailOver(0, () => yielding(pageOf([large(1), large(2)])));
    expect(tail.window.page(0, 2, undefined)?.events).toHaveLength(2);
    const { tail: fuller } = await tailOver(0, () =>
      yielding(pageOf([large(1), large(2), eventAt(3, 'A', { text: 'x' })])),
    );
    expect(fuller.window.page(0, 3, undefined)).toBeUndefined();
    expect(fuller.window.page(1, 3, undefined)?.events).toHaveLength(2);
    const huge = eventAt(1, 'A', { text: 'x'.repeat(TAIL_CHARACTERS_MAX) });
    const { tail: empty } = await tailOver(0, () => yielding(pageOf([huge])));
    expect(empty.window.page(0, 1, undefined)).toBeUndefined();
    expect(empty.window.page(1, 1, undefined)).toEqual({ events: [], lastPosition: 1 });
  });

  it('forgets what it had when it is run again: it does not know what came in between', async () => {
    const store = (lastPosition: number, events: RecordedEvent[], abort: AbortController) =>
      ({
        lastPosition: async () => lastPosition,
        subscribe: async function* () {
          yield pageOf(events);
          abort.abort();
        },
      }) as unknown as EventStore;
    const runs: [number, RecordedEvent[]][] = [
      [0, range(1, 5)],
      [8, range(9, 8 + TAIL_EVENTS_MAX - 2)],
    ];
    let current = store(0, [], new AbortController());
    const moving = {
      lastPosition: () => current.lastPosition(),
      subscribe: (...args: Parameters<EventStore['subscribe']>) => current.subscribe(...args),
    } as unknown as EventStore;
    const listener = { unreadable: () => undefined, readable: () => undefined };
    const tail = new StoreTail(moving, realPause, { next: () => 0 }, listener);
    for (const [lastPosition, events] of runs) {
      const abort = new AbortController();
      current = store(lastPosition, events, abort);
      await tail.run(abort.signal);
    }
    expect(tail.window.page(5, 1, undefined)).toBeUndefined();
    expect(tail.window.page(8, 1, undefined)?.events[0]?.position).toBe(9);
  });

  it('goes on after the last page when the store fails, and says why it could not read', async () => {
    const failing = async function* (): AsyncIterable<LogPage> {
      yield pageOf(range(1, 3));
      throw new GongdanError({ code: 'X.Y', category: 'transient', message: 'away' });
    };
    const { tail, asked, problems } = await tailOver(0, failing, () =>
      yielding(pageOf(range(4, 5))),
    );
    expect(asked).toEqual([0, 3, 5]);
    expect(problems).toEqual(['away', 'readable']);
    expect(tail.unreadable).toBeUndefined();
    expect(tail.window.page(0, 10, undefined)?.events).toHaveLength(5);
  });

  it('notices that a log can be read again to which nothing is added', async () => {
    const failing = async function* (): AsyncIterable<LogPage> {
      yield* [];
      throw new GongdanError({ code: 'X.Y', category: 'transient', message: 'away' });
    };
    const { tail, problems } = await tailOver(0, failing, failing, () => yielding());
    expect(problems).toEqual(['away', 'readable', 'away', 'readable']);
    expect(tail.unreadable).toBeUndefined();
  });
});
