import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatBusinessDuration, parseBusinessDuration } from './business-duration.js';
import { formatCompactInstant } from './compact-instant.js';
import { BUSINESS_DURATION_MS_MAX } from './limits.js';
import { at } from './testing/cases.js';

describe('business durations', () => {
  it.each([
    ['PT8H', 28_800_000, 'PT8H'],
    ['PT7H21M', 26_460_000, 'PT7H21M'],
    ['PT90M', 5_400_000, 'PT1H30M'],
    ['PT24H', 86_400_000, 'PT24H'],
    ['PT26H58M', 97_080_000, 'PT26H58M'],
    ['PT1H5S', 3_605_000, 'PT1H5S'],
    ['PT5S', 5_000, 'PT5S'],
    ['PT0.5S', 500, 'PT0.5S'],
    ['PT1.025S', 1_025, 'PT1.025S'],
    ['PT0M', 0, 'PT0M'],
    ['PT0S', 0, 'PT0M'],
  ])('%s are %d ms, and written %s', (text, businessMs, written) => {
    expect(parseBusinessDuration(text)).toBe(businessMs);
    expect(formatBusinessDuration(businessMs)).toBe(written);
  });

  it('a day must say which one it is', () => {
    for (const text of ['P1D', 'P1W', 'P1M', 'P1Y', 'P1DT2H', 'P1Y2M']) {
      expect(() => parseBusinessDuration(text)).toThrow(
        expect.objectContaining({
          code: 'CALENDAR.AMBIGUOUS_DURATION',
          hint: expect.stringMatching(/calendar day .*PT24H.*working day/) as unknown,
        }),
      );
    }
  });

  it.each(['', 'P', 'PT', '8h', 'pt8h', 'PT8', '-PT8H', 'PT8H ', 'PT1.5H', 'PT1S2M', 'PT1.0005S'])(
    '%j is refused',
    (text) => {
      expect(() => parseBusinessDuration(text)).toThrow(
        expect.objectContaining({ code: 'CALENDAR.INVALID_DURATION' }),
      );
    },
  );

  it('what is written is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: BUSINESS_DURATION_MS_MAX }), (businessMs) => {
        expect(parseBusinessDuration(formatBusinessDuration(businessMs))).toBe(businessMs);
      }),
    );
    expect(formatBusinessDuration(-5_400_000)).toBe('-PT1H30M');
  });
});

describe('compact instants', () => {
  it('have a fraction only where there are milliseconds', () => {
    expect(formatCompactInstant(at('2026-05-04T11:58Z'))).toBe('2026-05-04T11:58:00Z');
    expect(formatCompactInstant(at('2026-05-04T11:58Z') + 7)).toBe('2026-05-04T11:58:00.007Z');
  });
});
