import { describe, expect, it } from '@jest/globals';
import { LimitedTurns } from './limited-turns.js';

describe('LimitedTurns', () => {
  it('lets so many run and no more, in the order they came, failures included', async () => {
    const turns = new LimitedTurns(2);
    const ended: number[] = [];
    let running = 0;
    let most = 0;
    const work = (n: number) => async (): Promise<void> => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running -= 1;
      ended.push(n);
      if (n === 1) throw new Error('failed');
    };
    const all = await Promise.allSettled([0, 1, 2, 3, 4].map((n) => turns.take(work(n))));
    expect(all.map(({ status }) => status === 'rejected')).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
    expect({ most, ended }).toEqual({ most: 2, ended: [0, 1, 2, 3, 4] });
    expect(await turns.take(async () => 'free again')).toBe('free again');
  });

  it('turns away who would wait beyond the limit, and takes him when there is room again', async () => {
    const busy = (): Error => new Error('busy');
    const turns = new LimitedTurns(1, { waitingMax: 2, busy });
    const { promise, resolve } = Promise.withResolvers<void>();
    const admitted = [0, 1, 2].map(() => turns.take(() => promise));
    await expect(turns.take(() => promise)).rejects.toThrow('busy');
    resolve();
    await Promise.all(admitted);
    expect(await turns.take(async () => 'room again')).toBe('room again');
  });
});
