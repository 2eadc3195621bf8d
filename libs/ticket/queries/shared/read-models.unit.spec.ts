import { describe, expect, it } from '@jest/globals';
import type { Instant } from '@gongdan/core';
import { EARLIER_READS_WAITING_MAX, type FreshReads } from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { EARLIER_READS_AT_ONCE_MAX, ReadModels } from './read-models.js';

const TAKEN_MAX = EARLIER_READS_AT_ONCE_MAX + EARLIER_READS_WAITING_MAX;

/** Read models whose reads hold their connection until `release`. */
function heldReads() {
  const held: (() => void)[] = [];
  let heldMost = 0;
  const runner = {
    readAt: async (_names: readonly string[], query: (client: never) => Promise<unknown>) => {
      const value = await query({} as never);
      await new Promise<void>((resolve) => {
        held.push(resolve);
        heldMost = Math.max(heldMost, held.length);
      });
      return { position: 1, value };
    },
  } as unknown as ProjectionRunner;
  const fresh = { reach: () => Promise.resolve() } as unknown as FreshReads;
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    readModels: new ReadModels(runner, fresh),
    held,
    heldMost: () => heldMost,
    /** Lets all reads end, those that come after them included. */
    async release(): Promise<void> {
      for (await settled(); held.length > 0; await settled()) held.shift()?.();
    },
    settled,
  };
}

const board = [{ name: 'dispatch-board' }];
const NOW = { minPosition: undefined };
const EARLIER = {
  minPosition: undefined,
  moment: { asOf: '2026-03-02T09:00:00.000Z' as Instant, basis: 'occurred' },
} as const;

describe('questions about earlier moments', () => {
  it('hold so many connections at once and no more; the others wait and are answered', async () => {
    const { readModels, held, heldMost, release, settled } = heldReads();
    const answers = Array.from({ length: TAKEN_MAX }, (_, index) =>
      readModels.read(board, EARLIER, () => Promise.resolve(index)),
    );
    await settled();
    expect(held).toHaveLength(EARLIER_READS_AT_ONCE_MAX);
    await release();
    expect((await Promise.all(answers)).map(({ value }) => value)).toEqual([
      ...Array.from({ length: TAKEN_MAX }).keys(),
    ]);
    expect(heldMost()).toBe(EARLIER_READS_AT_ONCE_MAX);
  });

  it('are refused where too many wait, and taken again once a turn is over', async () => {
    const { readModels, release, settled } = heldReads();
    const ask = () => readModels.read(board, EARLIER, () => Promise.resolve('then'));
    const taken = Array.from({ length: TAKEN_MAX }, ask);
    await settled();
    await expect(ask()).rejects.toMatchObject({ code: 'READ.BUSY', category: 'transient' });
    await release();
    await Promise.all(taken);
    const again = ask();
    await release();
    expect((await again).value).toBe('then');
  });

  it('give their turn back where they fail', async () => {
    const { readModels } = heldReads();
    const fail = () => readModels.read(board, EARLIER, () => Promise.reject(new Error('no')));
    for (let asked = 0; asked <= TAKEN_MAX; asked++) await expect(fail()).rejects.toThrow('no');
  });

  it('do not keep questions about now waiting', async () => {
    const { readModels, release, settled, held } = heldReads();
    const earlier = Array.from({ length: TAKEN_MAX }, () =>
      readModels.read(board, EARLIER, () => Promise.resolve('then')),
    );
    await settled();
    const now = readModels.read(board, NOW, () => Promise.resolve('now'));
    await settled();
    expect(held).toHaveLength(EARLIER_READS_AT_ONCE_MAX + 1);
    await release();
    expect((await now).value).toBe('now');
    await Promise.all(earlier);
  });
});
