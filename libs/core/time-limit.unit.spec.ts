import { describe, expect, it } from '@jest/globals';
import { atMost, within } from './time-limit.js';

const HOUR_MS = 3_600_000;

/** Work that fails when it is told to, and whatever failure nobody heard. */
function failingLate() {
  const unheard: unknown[] = [];
  const hear = (error: unknown): void => void unheard.push(error);
  let fail = (): void => undefined;
  const work = new Promise<void>((_resolve, reject) => {
    fail = () => reject(new Error('late'));
  });
  return {
    work,
    async unheard(): Promise<readonly unknown[]> {
      process.on('unhandledRejection', hear);
      fail();
      await new Promise((resolve) => setImmediate(resolve));
      process.off('unhandledRejection', hear);
      return unheard;
    },
  };
}

describe('atMost', () => {
  it('waits for an end, however it is reached, and no longer than it may', async () => {
    await atMost(HOUR_MS, Promise.resolve());
    await atMost(HOUR_MS, Promise.reject(new Error('bad')));
    await atMost(1, new Promise(() => undefined));
  });

  it('leaves no failure unheard that comes later', async () => {
    const { work, unheard } = failingLate();
    await atMost(0, work);
    expect(await unheard()).toEqual([]);
  });
});

describe('within', () => {
  const late = () => new Error('too late');

  it('gives what comes of the work, good or bad', async () => {
    expect(await within(HOUR_MS, Promise.resolve(7), late)).toBe(7);
    await expect(within(HOUR_MS, Promise.reject(new Error('bad')), late)).rejects.toThrow('bad');
  });

  it('gives up when the time is over, and leaves no failure unheard that comes later', async () => {
    const { work, unheard } = failingLate();
    await expect(within(0, work, late)).rejects.toThrow('too late');
    expect(await unheard()).toEqual([]);
  });
});
