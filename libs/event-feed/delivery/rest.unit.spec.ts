import { describe, expect, it } from '@jest/globals';
import { PositionMark } from './position-mark.js';
import { BUSY_REST_MS_MAX, restAfter, type Batch } from './rest.js';

const INTERVAL_MS = 15;

/** Rests without taking time; a pause ends when its signal does, or when `end` is called. */
function scene() {
  const persisted = new PositionMark();
  const paused: { readonly ms: number; readonly isOver: () => boolean }[] = [];
  const never = new AbortController().signal;
  const pause = (ms: number, signal: AbortSignal = never): Promise<void> => {
    paused.push({ ms, isOver: () => signal.aborted });
    return Promise.resolve();
  };
  const rest = (batch: Batch, signal = never): Promise<void> =>
    restAfter(batch, { batchIntervalMs: INTERVAL_MS, persisted, pause }, signal);
  return { persisted, paused, rest, sum: () => paused.reduce((sum, { ms }) => sum + ms, 0) };
}

describe('a consumer that is up to date', () => {
  it.each([
    [{ tookMs: 1, events: 1 }, 14],
    [{ tookMs: 10, events: 10 }, 20],
    [{ tookMs: 40, events: 30 }, 30],
  ])('rests as long as its batches are small: %j, %d ms', async (batch, wanted) => {
    const { rest, sum } = scene();
    await rest(batch);
    expect(sum()).toBe(wanted);
  });

  it.each([
    [100, 100],
    [BUSY_REST_MS_MAX, BUSY_REST_MS_MAX],
    [BUSY_REST_MS_MAX + 1, BUSY_REST_MS_MAX],
    [5_000, BUSY_REST_MS_MAX],
  ])('rests longer the more came in, up to a limit: %d events, %d ms', async (events, wanted) => {
    const { rest, sum } = scene();
    await rest({ tookMs: 10, events });
    expect(sum()).toBe(wanted);
  });

  it('goes on when it is stopped', async () => {
    const { rest, paused } = scene();
    await rest({ tookMs: 10, events: 200 }, AbortSignal.abort());
    expect(paused.every(({ isOver }) => isOver())).toBe(true);
  });

  it('rests no longer than the least where somebody waits already', async () => {
    const { persisted, rest, paused } = scene();
    const waiting = persisted.reached(7);
    await rest({ tookMs: 10, events: 200 });
    expect(paused.map(({ isOver }) => isOver())).toEqual([false, true]);
    persisted.set(7);
    await waiting;
  });

  it('goes on as soon as somebody waits', async () => {
    const persisted = new PositionMark();
    const begun = Promise.withResolvers<void>();
    const pause = (ms: number, signal?: AbortSignal): Promise<void> => {
      if (ms < 100) return Promise.resolve();
      begun.resolve();
      return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));
    };
    const parts = { batchIntervalMs: INTERVAL_MS, persisted, pause };
    const rested = restAfter({ tookMs: 10, events: 200 }, parts, new AbortController().signal);
    await begun.promise;
    const waiting = persisted.reached(7);
    await rested;
    persisted.set(7);
    expect(await waiting).toBe(true);
  });
});
