import { describe, expect, it } from '@jest/globals';
import { calendarOf } from './check-calendars.js';
import { formatCompactInstant } from './compact-instant.js';
import { parseBusinessDuration } from './business-duration.js';
import { at, CASE_CALENDARS, everyDay } from './testing/cases.js';

const HOUR_MS = 3_600_000;
const WORKING_WEEK = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const plain = calendarOf('plain', CASE_CALENDARS['plain']!);

const due = (
  calendar: typeof plain,
  from: string,
  target: string,
  ...pauses: readonly [string, string][]
): string =>
  formatCompactInstant(
    calendar.add(
      at(from),
      parseBusinessDuration(target),
      pauses.map(([start, end]) => ({ from: at(start), to: at(end) })),
    ),
  );

describe('what other systems got wrong', () => {
  it('a hold moves the due by as much business time', () => {
    const hold: [string, string] = ['2026-03-02T15:00Z', '2026-03-02T16:00Z'];
    expect(due(plain, '2026-03-02T09:00Z', 'PT8H', hold)).toBe('2026-03-03T10:00:00Z');
  });

  it('so do two, in any order', () => {
    const holds: [string, string][] = [
      ['2026-03-02T15:00Z', '2026-03-02T16:00Z'],
      ['2026-03-02T10:00Z', '2026-03-02T11:00Z'],
    ];
    expect(due(plain, '2026-03-02T09:00Z', 'PT8H', ...holds)).toBe('2026-03-03T11:00:00Z');
  });

  it('a warning before the due walks the calendar too', () => {
    const calendar = calendarOf('c', everyDay('UTC', ['08:00-18:00'], WORKING_WEEK));
    expect(due(calendar, '2026-03-02T17:00Z', 'PT4H')).toBe('2026-03-03T11:00:00Z');
    const warning = calendar.subtract(at('2026-03-03T11:00Z'), HOUR_MS);
    expect(formatCompactInstant(warning)).toBe('2026-03-03T10:00:00Z');
  });

  it('a weekend is jumped over; before opening means at opening', () => {
    expect(due(plain, '2026-03-06T16:30Z', 'PT1H')).toBe('2026-03-09T09:30:00Z');
    expect(due(plain, '2026-03-04T07:00Z', 'PT2H')).toBe('2026-03-04T11:00:00Z');
  });

  it('lunch is no business time', () => {
    const calendar = calendarOf('c', everyDay('UTC', ['08:00-12:00', '13:30-18:00']));
    expect(due(calendar, '2026-03-02T12:30Z', 'PT1H')).toBe('2026-03-02T14:30:00Z');
  });

  it('a holiday is one of the zone’s dates', () => {
    const calendar = calendarOf('c', {
      ...everyDay('Asia/Tokyo', ['09:00-17:00'], WORKING_WEEK),
      holidays: ['2026-05-05'],
    });
    expect(due(calendar, '2026-05-04T16:00+09:00', 'PT2H')).toBe('2026-05-06T01:00:00Z');
  });

  it('round the clock means real hours, whatever the wall shows', () => {
    const calendar = calendarOf('c', CASE_CALENDARS['berlin-24x7']!);
    expect(due(calendar, '2026-03-28T20:00+01:00', 'PT8H')).toBe('2026-03-29T03:00:00Z');
    expect(due(calendar, '2026-10-24T20:00+02:00', 'PT8H')).toBe('2026-10-25T02:00:00Z');
  });

  it('a hold outside the windows, or across them, costs what it covers', () => {
    expect(
      due(plain, '2026-03-02T10:00Z', 'PT4H', ['2026-03-02T12:00Z', '2026-03-02T20:00Z']),
    ).toBe('2026-03-03T11:00:00Z');
    expect(
      due(plain, '2026-03-02T15:00Z', 'PT4H', ['2026-03-02T18:00Z', '2026-03-03T10:00Z']),
    ).toBe('2026-03-03T12:00:00Z');
  });
});

describe('the wall clock', () => {
  const newYork = calendarOf('c', everyDay('America/New_York', ['01:30-03:30']));

  it('counts both passes of a repeated hour, which makes two spans of a window', () => {
    const spans = [...newYork.spans(at('2026-11-01T00:00-04:00'), at('2026-11-02T00:00-05:00'))];
    expect(spans).toEqual([
      { from: at('2026-11-01T01:30-04:00'), to: at('2026-11-01T02:00-04:00') },
      { from: at('2026-11-01T01:30-05:00'), to: at('2026-11-01T03:30-05:00') },
    ]);
  });

  it('counts nothing in a gap', () => {
    const from = at('2026-03-08T00:00-05:00');
    expect(newYork.between(from, at('2026-03-09T00:00-04:00'))).toBe(HOUR_MS);
    expect([...newYork.spans(from, from + 12 * HOUR_MS)]).toEqual([
      { from: at('2026-03-08T01:30-05:00'), to: at('2026-03-08T03:30-04:00') },
    ]);
    expect(newYork.isOpen(at('2026-03-08T01:59-05:00'))).toBe(true);
    expect(newYork.isOpen(at('2026-03-08T03:30-04:00'))).toBe(false);
  });

  it('takes a window past midnight away with its holiday, and no other one', () => {
    const night = calendarOf('c', {
      ...everyDay('UTC', ['22:00-06:00']),
      holidays: ['2026-03-03'],
    });
    const opening = (day: number, hour: string): number => at(`2026-03-0${day}T${hour}:00Z`);
    expect([...night.spans(opening(2, '12'), opening(5, '12'))]).toEqual([
      { from: opening(2, '22'), to: opening(3, '06') },
      { from: opening(4, '22'), to: opening(5, '06') },
    ]);
  });

  it('lets an extra working day win over its weekday and over a holiday', () => {
    const calendar = calendarOf('c', {
      ...everyDay('UTC', ['09:00-17:00'], WORKING_WEEK),
      holidays: ['2026-03-02'],
      extraWorkingDays: { '2026-03-02': ['10:00-11:00'], '2026-03-07': ['12:00-13:00'] },
    });
    const hours = (date: string): number =>
      calendar.between(at(`${date}T00:00Z`), at(`${date}T23:59Z`)) / HOUR_MS;
    expect(['2026-03-02', '2026-03-03', '2026-03-07', '2026-03-08'].map(hours)).toEqual([
      1, 8, 1, 0,
    ]);
  });

  it('may skip a whole date', () => {
    const samoa = calendarOf('c', everyDay('Pacific/Apia', ['00:00-24:00']));
    expect(samoa.localDate(at('2011-12-30T09:59Z'))).toBe('2011-12-29');
    expect(samoa.localDate(at('2011-12-30T10:00Z'))).toBe('2011-12-31');
    expect(samoa.between(at('2011-12-29T00:00Z'), at('2012-01-01T00:00Z'))).toBe(72 * HOUR_MS);
  });
});

describe('questions at the edges', () => {
  it('nothing to do is due at once; the due at a window’s end is that end', () => {
    expect(due(plain, '2026-03-01T03:00Z', 'PT0M')).toBe('2026-03-01T03:00:00Z');
    expect(due(plain, '2026-03-02T09:00Z', 'PT8H')).toBe('2026-03-02T17:00:00Z');
    expect(plain.subtract(at('2026-03-03T09:00Z'), 8 * HOUR_MS)).toBe(at('2026-03-02T09:00Z'));
    expect(plain.subtract(at('2026-03-01T03:00Z'), 0)).toBe(at('2026-03-01T03:00Z'));
  });

  it('windows are half-open', () => {
    expect(plain.isOpen(at('2026-03-02T09:00Z'))).toBe(true);
    expect(plain.isOpen(at('2026-03-02T17:00Z') - 1)).toBe(true);
    expect(plain.isOpen(at('2026-03-02T17:00Z'))).toBe(false);
    expect(plain.nextOpening(at('2026-03-02T10:00Z'))).toBe(at('2026-03-02T10:00Z'));
    expect(plain.nextOpening(at('2026-03-06T17:00Z'))).toBe(at('2026-03-09T09:00Z'));
  });

  it('time goes backwards as a negative time', () => {
    const [from, to] = [at('2026-03-02T10:00Z'), at('2026-03-02T12:00Z')];
    expect(plain.between(to, from)).toBe(-2 * HOUR_MS);
    const pause = { from: at('2026-03-02T11:00Z'), to: Infinity };
    expect(plain.between(to, from, [pause])).toBe(-HOUR_MS);
    expect(Object.is(plain.between(to, from, [{ from: 0, to: Infinity }]), 0)).toBe(true);
  });

  it('a span over the turn of the year is one', () => {
    const always = calendarOf('c', everyDay('UTC', ['00:00-24:00']));
    const whole = { from: at('2025-06-01T00:00Z'), to: at('2027-06-01T00:00Z') };
    expect([...always.spans(whole.from, whole.to)]).toEqual([whole]);
    expect([...always.spans(whole.from, whole.from)]).toEqual([]);
    expect([...always.spans(whole.to, whole.from)]).toEqual([]);
    expect(always.nextOpening(whole.from)).toBe(whole.from);
  });
});

describe('working days', () => {
  const office = calendarOf('c', CASE_CALENDARS['cn-office-2026']!);

  it('are dates with windows of their own', () => {
    expect(office.isWorkingDay('2026-02-14')).toBe(true);
    expect(office.isWorkingDay('2026-02-16')).toBe(false);
    expect(office.nextWorkingDay('2026-02-14')).toBe('2026-02-24');
    // Its early hours belong to Monday’s window.
    const night = calendarOf('n', everyDay('UTC', ['22:00-06:00'], ['mon']));
    expect(night.isWorkingDay('2026-03-03')).toBe(false);
  });

  it('a deadline is at a local time of the n-th one after the date of its start', () => {
    const start = at('2026-02-13T23:30+08:00');
    expect(formatCompactInstant(office.deadline(start, 1, '17:00'))).toBe('2026-02-14T09:00:00Z');
    expect(formatCompactInstant(office.deadline(start, 2, '24:00'))).toBe('2026-02-24T16:00:00Z');
  });

  it('in a gap it is the first instant after it, in a repeated hour the first pass', () => {
    const calendar = calendarOf('c', everyDay('Europe/Berlin', ['00:00-24:00']));
    const inGap = calendar.deadline(at('2026-03-28T12:00Z'), 1, '02:30');
    expect(formatCompactInstant(inGap)).toBe('2026-03-29T01:00:00Z');
    const twice = calendar.deadline(at('2026-10-24T12:00Z'), 1, '02:30');
    expect(formatCompactInstant(twice)).toBe('2026-10-25T00:30:00Z');
    const after = calendar.deadline(at('2026-10-24T12:00Z'), 1, '03:00');
    expect(formatCompactInstant(after)).toBe('2026-10-25T02:00:00Z');
  });
});
