import { describe, expect, it } from '@jest/globals';
import { SharedAnswer } from './shared-answer.js';

describe('a shared answer', () => {
  it('is asked for after those who share it came, once for all of them', async () => {
    const asked: PromiseWithResolvers<number>[] = [];
    const shared = new SharedAnswer(() => {
      asked.push(Promise.withResolvers<number>());
      return (asked.at(-1) as PromiseWithResolvers<number>).promise;
    });
    const first = [shared.get(), shared.get()];
    await Promise.resolve();
    expect(asked).toHaveLength(1);
    const second = [shared.get(), shared.get(), shared.get()]; // the first may know nothing of what came since
    asked[0]?.resolve(1);
    expect(await Promise.all(first)).toEqual([1, 1]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toHaveLength(2);
    asked[1]?.reject(new Error('away'));
    for (const each of second) await expect(each).rejects.toThrow('away');
    const third = shared.get();
    await new Promise((resolve) => setImmediate(resolve));
    asked[2]?.resolve(3);
    expect([await third, asked.length]).toEqual([3, 3]);
  });
});
