import { describe, expect, it } from '@jest/globals';
import { parseBusinessDuration } from './business-duration.js';
import { calendarOf } from './check-calendars.js';
import {
  BUSINESS_DURATION_HOURS_MAX,
  BUSINESS_DURATION_MS_MAX,
  CALENDAR_ID_LENGTH_MAX,
  CALENDAR_VERSION_MAX,
  DAY_MS,
  DEADLINE_WORKING_DAYS_MAX,
  DUE_HORIZON_MS,
  WINDOWS_PER_DAY_MAX,
  YEARS_EXPANDED_MAX,
} from './limits.js';
import { at, everyDay } from './testing/cases.js';

const HOUR_MS = 3_600_000;
const always = calendarOf('always', everyDay('UTC', ['00:00-24:00']));
const once = calendarOf('once', {
  timeZone: 'UTC',
  weekly: {},
  extraWorkingDays: { '2026-03-02': ['09:00-17:00'] },
});
const code = (words: string): unknown => expect.objectContaining({ code: `CALENDAR.${words}` });
const tooFar = code('NO_DUE_WITHIN_HORIZON');

describe('limits', () => {
  it('instants lie in the supported years', () => {
    const [first, last] = [at('1970-01-01T00:00Z'), at('2200-12-31T23:59:59.999Z')];
    expect(always.isOpen(first) && always.isOpen(last)).toBe(true);
    expect(always.between(first, last)).toBe(last - first);
    for (const wrong of [first - 1, last + 1, 0.5, NaN, Infinity]) {
      expect(() => always.isOpen(wrong)).toThrow(code('OUT_OF_RANGE'));
      expect(() => always.add(wrong, 0)).toThrow(code('OUT_OF_RANGE'));
    }
    expect(() => always.add(last - 1, 2)).toThrow(tooFar);
    expect(always.add(last - 1, 1)).toBe(last);
    expect(() => always.subtract(first + 1, 2)).toThrow(tooFar);
    expect(always.subtract(first + 1, 1)).toBe(first);
    expect(() => always.add(last - 1, 1, [{ from: last - 1, to: Infinity }])).toThrow(tooFar);
    expect(() => always.subtract(first + 1, 1, [{ from: -Infinity, to: first + 1 }])).toThrow(
      tooFar,
    );
  });

  it('a due lies within the horizon', () => {
    const open = at('2026-03-02T09:00Z');
    expect(once.add(open - DUE_HORIZON_MS + 1, 1)).toBe(open + 1);
    expect(() => once.add(open - DUE_HORIZON_MS, 1)).toThrow(tooFar);
    const close = at('2026-03-02T17:00Z');
    expect(once.subtract(close + DUE_HORIZON_MS - 1, 1)).toBe(close - 1);
    expect(() => once.subtract(close + DUE_HORIZON_MS, 1)).toThrow(tooFar);
    expect(once.nextOpening(open - DUE_HORIZON_MS)).toBe(open);
    expect(() => once.nextOpening(open - DUE_HORIZON_MS - 1)).toThrow(tooFar);
    expect(() => once.nextOpening(close)).toThrow(tooFar);
    expect(once.nextWorkingDay('2026-03-01')).toBe('2026-03-02');
    expect(() => once.nextWorkingDay('2026-03-02')).toThrow(tooFar);
    expect(() => once.add(open, 9 * HOUR_MS)).toThrow(tooFar);
    expect(always.nextWorkingDay('2200-12-30')).toBe('2200-12-31');
    expect(() => always.nextWorkingDay('2200-12-31')).toThrow(tooFar);
    const evening = at('2200-12-30T20:00Z');
    expect(always.deadline(evening, 1, '23:59')).toBe(at('2200-12-31T23:59Z'));
    expect(() => always.deadline(evening, 1, '24:00')).toThrow(code('OUT_OF_RANGE'));
  });

  it('pauses are not counted to the horizon, however long', () => {
    const from = at('2026-03-02T09:00Z');
    const to = from + 3 * DUE_HORIZON_MS;
    expect(always.add(from, HOUR_MS, [{ from: from + 1, to }])).toBe(to + HOUR_MS - 1);
    expect(always.subtract(to, HOUR_MS, [{ from, to: to - 1 }])).toBe(from - HOUR_MS + 1);
    const open = from;
    const long = { from: open - 2 * DUE_HORIZON_MS, to: open - DUE_HORIZON_MS + 1 };
    expect(once.add(long.from, 1, [long])).toBe(open + 1);
    expect(() => once.add(long.from, 1, [{ ...long, to: long.to - 1 }])).toThrow(tooFar);
    const close = at('2026-03-02T17:00Z');
    const late = { from: close + DUE_HORIZON_MS - 1, to: close + 3 * DUE_HORIZON_MS };
    expect(once.subtract(late.to, 1, [late])).toBe(close - 1);
    expect(() => once.subtract(late.to, 1, [{ ...late, from: late.from + 1 }])).toThrow(tooFar);
  });

  it('a pause without an end that the target does not reach is too far away', () => {
    const from = at('2026-03-02T09:00Z');
    const endless = { from: from + HOUR_MS, to: Infinity };
    expect(always.add(from, HOUR_MS, [endless])).toBe(from + HOUR_MS);
    expect(() => always.add(from, HOUR_MS + 1, [endless])).toThrow(tooFar);
  });

  it('business time is ten years round the clock at most, in whole milliseconds', () => {
    const from = at('2026-03-02T09:00Z');
    expect(always.add(from, BUSINESS_DURATION_MS_MAX)).toBe(from + BUSINESS_DURATION_MS_MAX);
    for (const wrong of [BUSINESS_DURATION_MS_MAX + 1, -1, 0.5, NaN]) {
      expect(() => always.add(from, wrong)).toThrow(code('INVALID_DURATION'));
      expect(() => always.subtract(from, wrong)).toThrow(code('INVALID_DURATION'));
    }
    const text = `PT${BUSINESS_DURATION_HOURS_MAX}H`;
    expect(parseBusinessDuration(text)).toBe(BUSINESS_DURATION_MS_MAX);
    expect(() => parseBusinessDuration(`${text}0.001S`)).toThrow(code('INVALID_DURATION'));
  });

  it('a deadline is so many working days away at most', () => {
    const from = at('2026-03-02T09:00Z');
    const expected = at('2026-03-02T12:00Z') + DEADLINE_WORKING_DAYS_MAX * DAY_MS;
    expect(always.deadline(from, DEADLINE_WORKING_DAYS_MAX, '12:00')).toBe(expected);
    for (const wrong of [DEADLINE_WORKING_DAYS_MAX + 1, 0, 1.5]) {
      expect(() => always.deadline(from, wrong, '12:00')).toThrow(code('INVALID_DEADLINE'));
    }
    for (const wrong of ['24:01', '9:00', '12:60', '']) {
      expect(() => always.deadline(from, 1, wrong)).toThrow(code('INVALID_DAY'));
    }
    for (const wrong of ['2026-02-29', '2201-01-01', '1969-12-31', '2026-3-2']) {
      expect(() => always.isWorkingDay(wrong)).toThrow(code('INVALID_DAY'));
    }
  });

  it('reversed pauses are refused, empty ones change nothing', () => {
    const from = at('2026-03-02T09:00Z');
    for (const pause of [
      { from: from + 1, to: from },
      { from: NaN, to: from },
      { from, to: from + 0.5 },
    ]) {
      expect(() => always.add(from, 1, [pause])).toThrow(code('INVALID_PAUSE'));
      expect(() => always.subtract(from, 1, [pause])).toThrow(code('INVALID_PAUSE'));
      expect(() => always.between(from, from, [pause])).toThrow(code('INVALID_PAUSE'));
    }
    expect(always.add(from, 1, [{ from, to: from }])).toBe(from + 1);
  });

  it('windows, versions and ids have theirs', () => {
    const windows = (count: number) => Array.from({ length: count }, () => '09:00-10:00');
    const accepted = everyDay('UTC', windows(WINDOWS_PER_DAY_MAX), ['mon']);
    const id = 'x'.repeat(CALENDAR_ID_LENGTH_MAX);
    expect(calendarOf(id, { ...accepted, version: CALENDAR_VERSION_MAX })).toMatchObject({ id });
    const refused = code('INVALID');
    const tooMany = everyDay('UTC', windows(WINDOWS_PER_DAY_MAX + 1), ['mon']);
    expect(() => calendarOf('c', tooMany)).toThrow(refused);
    expect(() => calendarOf('c', { ...accepted, version: CALENDAR_VERSION_MAX + 1 })).toThrow(
      refused,
    );
    expect(() => calendarOf('c', { ...accepted, version: 0 })).toThrow(refused);
    expect(() => calendarOf(`${id}x`, accepted)).toThrow(refused);
  });

  it('a calendar that has forgotten a year expands it again', () => {
    const calendar = calendarOf('c', everyDay('Europe/Berlin', ['08:00-17:00']));
    const question = (year: number): number => calendar.add(at(`${year}-03-01T00:00Z`), 1);
    const before = question(1970);
    for (let year = 1971; year <= 1970 + YEARS_EXPANDED_MAX; year += 1) question(year);
    expect(question(1970)).toBe(before);
  });
});
