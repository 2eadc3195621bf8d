import { describe, expect, it } from '@jest/globals';
import type { Instant } from '@gongdan/core';
import { lastQuarter } from './quarter.js';

describe('the last quarter', () => {
  it.each([
    ['2026-11-29T00:00:00.000Z', '2026-06-30T16:00:00.000Z', '2026-09-30T16:00:00.000Z'],
    ['2026-01-01T00:00:00.000Z', '2025-09-30T16:00:00.000Z', '2025-12-31T16:00:00.000Z'],
  ])('before %s is that of the zone', (now, from, to) => {
    expect(lastQuarter(now as Instant, 'Asia/Shanghai')).toEqual({
      from: Date.parse(from),
      to: Date.parse(to),
    });
  });
});
