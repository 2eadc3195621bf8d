import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { percentageOf, sum, times } from './money.js';

describe('percentageOf', () => {
  it.each([
    [5_000, 6, 300],
    [8, 6, 0],
    [9, 6, 1],
    [25, 2, 1],
    [24, 2, 0],
    [75, 2, 2],
    [1, 50, 1],
    [0, 13, 0],
    [100, 0, 0],
    [100, 100, 100],
  ])('%d at %d %% is %d (half up)', (amount, percent, expected) => {
    expect(percentageOf(amount, percent)).toBe(expected);
  });

  it('is never more than half a minor unit away, also where floating point would be', () => {
    const amounts = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 100 }), (amount, percent) => {
        const error =
          BigInt(percentageOf(amount, percent)) * 100n - BigInt(amount) * BigInt(percent);
        return error > -50n && error <= 50n;
      }),
    );
  });
});

describe('exact sums and products', () => {
  it('go to the edge of what can be counted and refuse to go beyond', () => {
    const most = Number.MAX_SAFE_INTEGER;
    expect(times(most, 1)).toBe(most);
    expect(sum([most, 1, -1])).toBe(most);
    expect(() => times(most, 2)).toThrow('beyond what can be counted exactly');
    expect(() => sum([most, 1])).toThrow('beyond what can be counted exactly');
  });
});
