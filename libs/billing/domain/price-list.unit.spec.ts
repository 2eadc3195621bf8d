import { describe, expect, it } from '@jest/globals';
import { priceListOn, type PriceList } from './price-list.js';

const list = (id: string, validFrom: string) => ({ id, validFrom }) as PriceList;
const lists = [list('second', '2026-07-01'), list('first', '2026-01-01')];

describe('priceListOn', () => {
  it.each([
    ['2026-01-01', 'first'],
    ['2026-06-30', 'first'],
    ['2026-07-01', 'second'],
    ['2030-01-01', 'second'],
  ])('on %s the %s list is in force', (day, id) => {
    expect(priceListOn(lists, day).id).toBe(id);
  });

  it('throws before the first day of the first list', () => {
    expect(() => priceListOn(lists, '2025-12-31')).toThrow('No price list is in force');
  });
});
