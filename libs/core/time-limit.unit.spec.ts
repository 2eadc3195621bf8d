import { describe, expect, it } from '@jest/globals';
import { atMost } from './time-limit.js';

const HOUR_MS = 3_600_000;

describe('atMost', () => {
  it('waits for an end, however it is reached, and no longer than it may', async () => {
    await atMost(HOUR_MS, Promise.resolve());
    await atMost(HOUR_MS, Promise.reject(new Error('bad')));
    await atMost(1, new Promise(() => undefined));
  });

  it('leaves no failure unheard that comes later', async () => {
    const unheard: unknown[] = [];
    const hear = (error: unknown): void => void unheard.push(error);
    process.on('unhandledRejection', hear);
    let fail = (): void => undefined;
    const late = new Promise<void>((_resolve, reject) => {
      fail = () => reject(new Error('late'));
    });
    await atMost(0, late);
    fail();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', hear);
    expect(unheard).toEqual([]);
  });
});
