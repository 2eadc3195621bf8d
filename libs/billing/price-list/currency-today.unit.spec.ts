import { describe, expect, it } from '@jest/globals';
import type { Instant } from '@gongdan/core';
import { configFolder } from '@gongdan/platform';
import { currencyToday } from './currency-today.js';
import { loadPriceLists } from './load-price-lists.js';

const [shipped] = loadPriceLists(configFolder('price-lists'));
const lists = [
  { ...shipped!, id: 'yuan', validFrom: '2026-01-01', currency: 'CNY' },
  { ...shipped!, id: 'euro', validFrom: '2027-01-01', currency: 'EUR' },
];
const at = (now: string) =>
  currencyToday(lists, { now: () => now as Instant }, 'Asia/Shanghai').today();

describe('what prices are in today', () => {
  it.each([
    ['2025-12-31T15:59:59.999Z', undefined],
    ['2025-12-31T16:00:00.000Z', 'CNY'],
    ['2026-12-31T15:59:59.999Z', 'CNY'],
    ['2026-12-31T16:00:00.000Z', 'EUR'],
  ])('at %s is %s, by the organisation’s own days', (now, currency) => {
    expect(at(now)).toBe(currency);
  });
});
