import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor } from './cursor.js';
import { Filter } from './filter.js';
import { shown } from './shown.js';

const types = ['timestamptz', 'text'] as const;
const key = ['2026-03-02T09:00:00.000Z', '客户-1'];

describe('cursors', () => {
  it('carry the sort key to the next page', () => {
    expect(decodeCursor(encodeCursor('customers', key), 'customers', types)).toEqual(key);
  });

  it.each([
    ['another list’s', encodeCursor('devices', key)],
    ['one with other types', encodeCursor('customers', [1, 2])],
    ['a shorter one', encodeCursor('customers', ['2026-03-02T09:00:00.000Z'])],
    ['one without an instant', encodeCursor('customers', ['yesterday', 'x'])],
    ['one with the year 0', encodeCursor('customers', ['0000-01-01T00:00:00.000Z', 'x'])],
    ['one with NUL', encodeCursor('customers', ['2026-03-02T09:00:00.000Z', 'a\0b'])],
    ['what is not JSON', 'bm9uc2Vuc2U'],
    ['what is not base64', '!!!'],
    ['nothing', ''],
  ])('refuse %s', (_case, cursor) => {
    expect(() => decodeCursor(cursor, 'customers', types)).toThrow('not one of this list');
  });
});

describe('filters', () => {
  it('bind every value and leave out what is not asked for', () => {
    const filter = new Filter()
      .is('region', undefined)
      .is('tier', 'key')
      .holds('skills', 'heating');
    expect(filter.clause()).toBe('WHERE (t."tier" = $1) AND (t."skills" @> ARRAY[$2::text])');
    expect(filter.values).toEqual(['key', 'heating']);
    expect(new Filter().clause()).toBe('WHERE true');
  });

  it('take the signs of a pattern for themselves', () => {
    const filter = new Filter().mentions(['name', 'phone'], String.raw`50%_\ `);
    expect(filter.values).toEqual([String.raw`%50\%\_\\ %`]);
    expect(filter.clause()).toBe('WHERE (t."name" ILIKE $1 OR t."phone" ILIKE $1)');
  });
});

describe('shown', () => {
  it('spells the members of a row as the API does', () => {
    expect(shown({ customer_id: 'c1', tax_rate_percent: 6, name: null })).toEqual({
      customerId: 'c1',
      taxRatePercent: 6,
      name: null,
    });
  });
});
