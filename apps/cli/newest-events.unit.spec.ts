import { describe, expect, it } from '@jest/globals';
import type { LogRange } from '@gongdan/event-store';
import { startOfNewest } from './newest-events.js';

const PAGE_EVENTS = 100;

/** A log in which every event at one of these positions is wanted, and how many of them were read. */
function logOf(lastPosition: number, wanted: readonly number[]) {
  const log = {
    read: 0,
    lastPosition: () => Promise.resolve(lastPosition),
    readLog({ after, limit = PAGE_EVENTS }: LogRange) {
      const found = wanted.filter((position) => position > after).slice(0, limit);
      log.read += found.length;
      const events = found.map((position) => ({ position }));
      const full = found.length === limit;
      return Promise.resolve({ events, lastPosition: full ? found.at(-1)! : wanted.at(-1)! });
    },
  };
  return log as typeof log & Parameters<typeof startOfNewest>[0];
}

const every = (step: number, upTo: number): readonly number[] =>
  Array.from({ length: Math.floor(upTo / step) }, (_, index) => (index + 1) * step);

describe('where the newest events of some types begin', () => {
  it.each([
    [1, 9_999],
    [2, 9_998],
    // As many as the first step back holds, and one more.
    [999, 9_001],
    [1_000, 9_000],
    [1_001, 8_999],
    [5_000, 5_000],
    [10_000, 0],
    [10_001, 0],
  ])('of all: the newest %d after %d', async (count, start) => {
    expect(await startOfNewest(logOf(10_000, every(1, 10_000)), count, ['A'])).toBe(start);
  });

  it.each([
    [1, 99_959],
    [3, 97_919],
    [98, 1_019],
    [99, 0],
  ])('of few: the newest %d after %d', async (count, start) => {
    const log = logOf(100_000, every(1_020, 100_000));
    const found = every(1_020, 100_000).filter((position) => position > start);
    expect(found).toHaveLength(Math.min(count, 98));
    expect(await startOfNewest(log, count, ['A'])).toBe(start);
  });

  it('of a log that grows meanwhile counts what was there', async () => {
    const log = logOf(2_000, every(7, 3_000));
    expect(await startOfNewest(log, 5, ['A'])).toBe(1_966);
  });

  it('reads what lies behind the first of them no more than twice', async () => {
    const log = logOf(10_000, every(1, 10_000));
    await startOfNewest(log, 6_000, ['A']);
    expect(log.read).toBeLessThanOrEqual(2 * 10_000);
    const all = logOf(10_000, every(1, 10_000));
    await startOfNewest(all, 1_000_000, ['A']);
    // A page may reach into what was read before.
    expect(all.read).toBeLessThanOrEqual(10_000 + 4 * PAGE_EVENTS);
  });

  it('of an empty log is its beginning', async () => {
    expect(await startOfNewest(logOf(0, []), 5, ['A'])).toBe(0);
  });
});
