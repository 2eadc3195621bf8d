import { describe, expect, it } from '@jest/globals';
import { parseBusinessDuration } from './business-duration.js';

describe('a business time', () => {
  it.each([
    ['PT8H', 28_800_000],
    ['PT7H21M', 26_460_000],
    ['PT90M', 5_400_000],
    ['PT1M30.5S', 90_500],
    ['PT0S', 0],
  ])('%s is %d ms', (text, businessMs) => {
    expect(parseBusinessDuration(text)).toBe(businessMs);
  });

  it.each(['P1D', 'P1W', 'P1M', 'P1Y', 'P1DT2H'])('%s does not say what a day is', (text) => {
    expect(() => parseBusinessDuration(text)).toThrow('does not say what a day is');
  });

  it.each(['', 'PT', 'P', '8h', 'PT-1H', 'PT1.5H', 'pt1h', 'PT1M1H', ' PT1H', 'PT1H ', 'PT1.S'])(
    '%j is none',
    (text) => {
      expect(() => parseBusinessDuration(text)).toThrow('is no business time');
    },
  );
});
