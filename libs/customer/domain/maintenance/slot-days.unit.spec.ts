import { describe, expect, it } from '@jest/globals';
import { EVERY_MONTHS_MAX, SLOTS_MAX } from '@gongdan/contracts';
import { slotCount, slotDay } from './slot-days.js';

const daysOf = (firstOn: string, everyMonths: number, count: number) =>
  Array.from({ length: count }, (_, index) => slotDay({ firstOn, everyMonths }, index + 1));

describe('the day of a visit', () => {
  it('is the month’s last where the month does not have it, counted from the first day each time', () => {
    expect(daysOf('2026-01-31', 1, 5)).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
    ]);
    expect(daysOf('2026-11-30', 3, 3)).toEqual(['2026-11-30', '2027-02-28', '2027-05-30']);
  });

  it('knows leap years, also those of centuries', () => {
    expect(daysOf('2024-02-29', 12, 5)).toEqual([
      '2024-02-29',
      '2025-02-28',
      '2026-02-28',
      '2027-02-28',
      '2028-02-29',
    ]);
    expect(daysOf('2024-01-31', 1, 4)).toEqual([
      '2024-01-31',
      '2024-02-29',
      '2024-03-31',
      '2024-04-30',
    ]);
    expect(slotDay({ firstOn: '2000-01-31', everyMonths: 1 }, 2)).toBe('2000-02-29');
    expect(slotDay({ firstOn: '2099-12-31', everyMonths: 2 }, 2)).toBe('2100-02-28');
  });

  it('goes over the year’s end, also by the longest rhythm, and not beyond the year 9999', () => {
    expect(daysOf('2026-12-15', 1, 2)).toEqual(['2026-12-15', '2027-01-15']);
    expect(daysOf('2026-02-15', EVERY_MONTHS_MAX, 2)).toEqual(['2026-02-15', '2031-02-15']);
    expect(daysOf('9999-11-30', 1, 3)).toEqual(['9999-11-30', '9999-12-30', undefined]);
  });
});

describe('the number of visits', () => {
  const count = (firstOn: string, everyMonths: number, lastOn: string) =>
    slotCount({ firstOn, everyMonths }, lastOn);

  it('counts the last day in, and is 0 where it lies before the first', () => {
    expect(count('2026-01-31', 1, '2026-02-28')).toBe(2);
    expect(count('2026-01-31', 1, '2026-02-27')).toBe(1);
    expect(count('2026-01-31', 1, '2026-01-30')).toBe(0);
    expect(count('9999-11-30', 1, '9999-12-31')).toBe(2);
  });

  it('is told up to the limit, and as one more above it', () => {
    expect(count('2026-01-15', 1, '2075-12-15')).toBe(SLOTS_MAX);
    expect(count('2026-01-15', 1, '2076-01-15')).toBe(SLOTS_MAX + 1);
    expect(count('2026-01-15', 1, '2500-01-15')).toBe(SLOTS_MAX + 1);
  });
});
