import { describe, expect, it } from '@jest/globals';
import { periodsOf } from './periods.js';

const days = (fromDay: string, toDay: string, kind?: 'day' | 'week' | 'month') =>
  periodsOf(fromDay, toDay, 'Asia/Shanghai', kind).map((period) => [period.fromDay, period.toDay]);

describe('the periods of a question', () => {
  it('are the weeks and months of the calendar, the first and last cut off', () => {
    expect(days('2026-01-30', '2026-03-02', 'month')).toEqual([
      ['2026-01-30', '2026-02-01'],
      ['2026-02-01', '2026-03-01'],
      ['2026-03-01', '2026-03-02'],
    ]);
    expect(days('2026-03-01', '2026-03-10', 'week')).toEqual([
      ['2026-03-01', '2026-03-02'],
      ['2026-03-02', '2026-03-09'],
      ['2026-03-09', '2026-03-10'],
    ]);
    expect(days('2026-01-30', '2026-03-02')).toEqual([['2026-01-30', '2026-03-02']]);
  });

  it('end where days do, also in the last week and month that there are', () => {
    expect(days('9999-11-30', '9999-12-31', 'month')).toEqual([
      ['9999-11-30', '9999-12-01'],
      ['9999-12-01', '9999-12-31'],
    ]);
    expect(days('9999-12-26', '9999-12-31', 'week')).toEqual([
      ['9999-12-26', '9999-12-27'],
      ['9999-12-27', '9999-12-31'],
    ]);
    expect(days('9999-12-30', '9999-12-31', 'day')).toEqual([['9999-12-30', '9999-12-31']]);
  });
});
