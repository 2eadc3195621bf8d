import { describe, expect, it } from '@jest/globals';
import { amountWords } from './amount-words.js';

describe('an amount', () => {
  it.each([
    [14_840, 'CNY', '148.40 CNY'],
    [5, 'CNY', '0.05 CNY'],
    [0, 'EUR', '0.00 EUR'],
    [-14_840, 'CNY', '-148.40 CNY'],
    [12_000, 'JPY', '12000 JPY'],
    [1_234_567, 'KWD', '1234.567 KWD'],
    [Number.MAX_SAFE_INTEGER, 'CNY', '90071992547409.91 CNY'],
    [100, 'XQZ', '1.00 XQZ'],
  ])('of %d minor units of %s is written %s', (amountMinor, currency, words) => {
    expect(amountWords({ amountMinor, currency })).toBe(words);
  });
});
