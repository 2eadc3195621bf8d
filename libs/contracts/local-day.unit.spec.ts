import { describe, expect, it } from '@jest/globals';
import type { Instant } from '@gongdan/core';
import { dayAfter, localDay } from './local-day.js';

const at = (text: string) => text as Instant;

describe('localDay', () => {
  it('is the day on the wall calendar of the zone', () => {
    expect(localDay(at('2026-03-01T16:30:00.000Z'), 'Asia/Shanghai')).toBe('2026-03-02');
    expect(localDay(at('2026-03-01T15:59:59.999Z'), 'Asia/Shanghai')).toBe('2026-03-01');
    expect(localDay(at('2026-03-02T04:59:00.000Z'), 'America/New_York')).toBe('2026-03-01');
  });

  it('writes years with four digits', () => {
    expect(localDay(at('0999-06-01T12:00:00.000Z'), 'UTC')).toBe('0999-06-01');
  });
});

describe('dayAfter', () => {
  it('crosses months, years and leap days', () => {
    expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01');
    expect(dayAfter('2028-02-28', 1)).toBe('2028-02-29');
    expect(dayAfter('2026-03-01', -1)).toBe('2026-02-28');
    expect(dayAfter('2026-03-03', 30)).toBe('2026-04-02');
  });
});
