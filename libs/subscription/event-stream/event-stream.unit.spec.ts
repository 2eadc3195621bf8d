import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GongdanError, instantOf, LimitedTurns, streamName } from '@gongdan/core';
import { InMemoryEventStore } from '@gongdan/event-store';
import { Following } from '../follow/following.js';
import { LogFollower } from '../follow/log-follower.js';
import { appendEach } from '../testing/append-to.js';
import { EventStream } from './event-stream.js';

const one = streamName('ticket', 'one');
const UNSENT_BYTES_MAX = 2_000;

let store: InMemoryEventStore;
let follower: LogFollower;
let reads: number[];
let failuresLeft: number;
let complaints: string[];

beforeEach(() => {
  store = new InMemoryEventStore({ now: () => instantOf(0) });
  [reads, failuresLeft, complaints] = [[], 0, []];
  follower = new LogFollower(store, async () => {}, { next: () => 0 });
});
afterEach(() => follower.close());

const remarks = (count: number, text: string) =>
  appendEach(
    store,
    one,
    Array.from({ length: count }, () => 'TicketCommented'),
    { text },
  );

/** Texts that a stream sends until it has come to a position. */
async function textsUntil(last: number): Promise<string[]> {
  const texts: string[] = [];
  const abort = new AbortController();
  const following = new Following(
    {
      follower,
      turns: new LimitedTurns(1),
      end: () => store.lastPosition(),
      store: {
        readLog: async (range) => {
          reads.push(range.limit ?? 0);
          if (failuresLeft-- > 0) {
            const details = { category: 'transient', message: 'It is away.' } as const;
            throw new GongdanError({ code: 'STORE.UNAVAILABLE', ...details });
          }
          return store.readLog(range);
        },
        readStream: (stream, range) => store.readStream(stream, range),
        lastPosition: () => store.lastPosition(),
      },
    },
    {},
  );
  const output = {
    send: async (text: string) => {
      texts.push(text);
      if (text.includes(`id: ${last}\n`)) abort.abort();
    },
  };
  const stream = new EventStream(
    {
      following,
      output,
      entitled: true,
      limits: { unsentBytesMax: UNSENT_BYTES_MAX, heartbeatMs: 60_000 },
      pause: async () => {},
      random: { next: () => 0 },
      onUnreadable: (reason) => complaints.push(reason),
    },
    0,
  );
  await stream.run(abort.signal);
  following.close();
  return texts;
}

const idsIn = (text: string): number[] =>
  [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

describe('an event stream', () => {
  it('keeps no more than is allowed for its reader, but for one event that is larger', async () => {
    await remarks(20, '漏水'.repeat(50)); // 300 bytes each, beside some 500 of the envelope
    await remarks(2, 'x'.repeat(3_000));
    await remarks(3, 'small');
    const [opening, ...texts] = await textsUntil(25);
    expect(opening).toContain('retry: ');
    expect(texts.flatMap(idsIn)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    for (const text of texts) {
      const isAlone = idsIn(text).length === 1;
      expect(Buffer.byteLength(text) <= UNSENT_BYTES_MAX || isAlone).toBe(true);
    }
    expect(texts.some((text) => Buffer.byteLength(text) > UNSENT_BYTES_MAX)).toBe(true);
    expect(texts.some((text) => idsIn(text).length > 1)).toBe(true);
    expect(Math.max(...reads.slice(1))).toBeLessThan(10); // not hundreds, of which two are sent
  });

  it('reads again where the store fails, and says so once', async () => {
    await remarks(3, 'x');
    failuresLeft = 4;
    const texts = await textsUntil(3);
    expect(texts.slice(1).flatMap(idsIn)).toEqual([1, 2, 3]);
    expect([reads.length, complaints]).toEqual([5, ['It is away.']]);
  });
});
