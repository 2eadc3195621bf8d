import { afterEach, describe, expect, it } from '@jest/globals';
import type { Pause } from './retry.js';
import { Rounds } from './rounds.js';
import { gate } from './testing/gate.js';

const REST_MS = 1_000;
const FAILED_REST_MS_MAX = 5_000;

interface Held {
  readonly pauseMs: number;
  readonly end: () => void;
}

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

/** Rounds whose rests end when the test says so; each round does the next of `work`, and the last one again and again. */
function open(work: readonly (() => Promise<boolean>)[], failedRestMsMax?: number) {
  const pauses: Held[] = [];
  const failures: unknown[] = [];
  const told: string[] = [];
  const paused = { next: gate() };
  let rounds = 0;
  const pause: Pause = async (pauseMs, signal) => {
    const { opened: over, open: end } = gate();
    signal?.addEventListener('abort', end, { once: true });
    pauses.push({ pauseMs, end });
    paused.next.open();
    paused.next = gate();
    await over;
  };
  const piece = new Rounds({
    round: () => (work[rounds++] ?? work.at(-1) ?? nothing)(),
    restMs: REST_MS,
    ...(failedRestMsMax === undefined ? {} : { failedRestMsMax }),
    onFailure: (error) => void (failures.push(error), told.push('failed')),
    onSuccess: () => told.push('succeeded'),
    pause,
  });
  opened.push(() => piece.stop());
  /** What `act` leads to is done when the next rest begins. */
  const untilPause = async (act: () => void): Promise<void> => {
    const next = paused.next.opened;
    act();
    await next;
  };
  return {
    piece,
    failures,
    told,
    pausesMs: () => pauses.map(({ pauseMs }) => pauseMs),
    rounds: () => rounds,
    untilPause,
    start: () => untilPause(() => piece.start()),
    /** Ends the rest; the round that follows is not waited for. */
    wake: () => pauses.at(-1)?.end(),
    /** One round, until the next rest begins. */
    turn: () => untilPause(() => pauses.at(-1)?.end()),
  };
}

const nothing = async () => false;
const more = async () => true;
const fail = () => Promise.reject(new Error('away'));

/** A round that lasts until it is let go. */
function held(answer = false) {
  const begun = gate();
  const ended = gate();
  const round = async (): Promise<boolean> => {
    begun.open();
    await ended.opened;
    return answer;
  };
  return { round, begun: begun.opened, letGo: ended.open };
}

describe('Rounds', () => {
  it('begin at once, rest where nothing is left to do, and go on at once where something is', async () => {
    const { start, turn, pausesMs } = open([more, more, nothing]);
    await start();
    for (let round = 0; round < 4; round++) await turn();
    expect(pausesMs()).toEqual([0, 0, 0, REST_MS, REST_MS]);
  });

  it('are the same rounds where they are started twice', async () => {
    const { piece, start, turn, pausesMs, rounds } = open([nothing]);
    await start();
    piece.start();
    await turn();
    expect(pausesMs()).toEqual([0, REST_MS]);
    expect(rounds()).toBe(1);
  });

  it('rest twice as long after each failure in a row, up to the limit, and as ever once one succeeds', async () => {
    const { start, turn, pausesMs, failures } = open(
      [fail, fail, fail, fail, nothing, fail, nothing],
      FAILED_REST_MS_MAX,
    );
    await start();
    for (let round = 0; round < 7; round++) await turn();
    expect(pausesMs()).toEqual([0, 2_000, 4_000, 5_000, 5_000, REST_MS, 2_000, REST_MS]);
    expect(failures).toEqual(Array.from({ length: 5 }, () => new Error('away')));
  });

  it('tell of each whether it failed or succeeded', async () => {
    const { start, turn, told } = open([fail, fail, more, nothing]);
    await start();
    for (let round = 0; round < 4; round++) await turn();
    expect(told).toEqual(['failed', 'failed', 'succeeded', 'succeeded']);
  });

  it('rest as ever after a failure where no limit is given', async () => {
    const { start, turn, pausesMs, failures } = open([fail, fail, nothing]);
    await start();
    for (let round = 0; round < 3; round++) await turn();
    expect(pausesMs()).toEqual([0, REST_MS, REST_MS, REST_MS]);
    expect(failures).toHaveLength(2);
  });

  it.each([
    ['more to do', true],
    ['nothing to do', false],
  ])('stop when the round in hand has ended, and none follows: %s', async (_, answer) => {
    const inHand = held(answer);
    const { piece, start, wake, pausesMs, rounds } = open([inHand.round]);
    await start();
    wake();
    await inHand.begun;
    let isStopped = false;
    const stopping = piece.stop().then(() => (isStopped = true));
    await new Promise(setImmediate);
    expect(isStopped).toBe(false);
    inHand.letGo();
    await stopping;
    expect(rounds()).toBe(1);
    expect(pausesMs()).toEqual([0]);
  });

  it('stop during a rest without waiting for its end', async () => {
    const { piece, start, turn, rounds } = open([nothing]);
    await start();
    await turn();
    await piece.stop();
    expect(rounds()).toBe(1);
  });

  it('do nothing at all where they are stopped before they began', async () => {
    const { piece, rounds } = open([nothing]);
    piece.start();
    await piece.stop();
    await piece.stop();
    expect(rounds()).toBe(0);
  });

  it('begin anew after a stop, but not before the round that was in hand then has ended', async () => {
    const inHand = held();
    const { piece, start, wake, turn, untilPause, pausesMs, rounds } = open([
      inHand.round,
      nothing,
    ]);
    await start();
    wake();
    await inHand.begun;
    const stopping = piece.stop();
    piece.start();
    await new Promise(setImmediate);
    expect(pausesMs()).toEqual([0]);
    await untilPause(inHand.letGo);
    await stopping;
    await turn();
    expect(rounds()).toBe(2);
    expect(pausesMs()).toEqual([0, 0, REST_MS]);
  });
});
