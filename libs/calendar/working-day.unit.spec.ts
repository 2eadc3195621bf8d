import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { CalendarDefinition } from './calendar-definition.js';
import { calendarOf } from './check-calendars.js';
import { formatCompactInstant } from './compact-instant.js';
import { loadCalendars } from './load-calendars.js';
import { at, everyDay } from './testing/cases.js';

const WORKING_WEEK = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const office = loadCalendars(join(import.meta.dirname, '../../config/calendars')).effectiveAt(
  'office',
  at('2026-03-02T00:00Z'),
);

/** Date, first opening and end of the day before, as read there. */
function dayAt(definition: CalendarDefinition, moment: string): readonly string[] {
  return told(calendarOf('c', definition), moment);
}

function told(calendar: typeof office, moment: string): readonly string[] {
  const { date, start, previousEnd } = calendar.workingDayAt(at(moment));
  return [date, formatCompactInstant(start), formatCompactInstant(previousEnd)];
}

describe('the working day that began last', () => {
  const tuesday = ['2026-03-03', '2026-03-03T00:30:00Z', '2026-03-02T10:00:00Z'];

  it.each([
    ['from its first opening on', '2026-03-03T08:30+08:00'],
    ['at noon, between two windows', '2026-03-03T12:30+08:00'],
    ['in the evening', '2026-03-03T23:59+08:00'],
    ['until the next one opens', '2026-03-04T08:29:59.999+08:00'],
  ])('is the same %s', (_when, moment) => {
    expect(told(office, moment)).toEqual(tuesday);
  });

  it('is Friday on a weekend, and Monday follows on it', () => {
    expect(told(office, '2026-03-08T12:00+08:00')[0]).toBe('2026-03-06');
    expect(told(office, '2026-03-09T08:30+08:00')).toEqual([
      '2026-03-09',
      '2026-03-09T00:30:00Z',
      '2026-03-06T10:00:00Z',
    ]);
  });

  it('is a Saturday that is one by decree, and no holiday on which everybody else works', () => {
    expect(told(office, '2026-05-09T09:00+08:00')).toEqual([
      '2026-05-09',
      '2026-05-09T00:30:00Z',
      '2026-05-08T10:00:00Z',
    ]);
    expect(told(office, '2026-05-05T09:00+08:00')[0]).toBe('2026-04-30');
    expect(told(office, '2026-05-11T09:00+08:00')[2]).toBe('2026-05-09T10:00:00Z');
  });

  it('goes on past midnight where its window does, until the next one begins', () => {
    const night = everyDay('UTC', ['22:00-06:00']);
    const monday = ['2026-03-02', '2026-03-02T22:00:00Z', '2026-03-02T06:00:00Z'];
    expect(dayAt(night, '2026-03-02T23:00Z')).toEqual(monday);
    expect(dayAt(night, '2026-03-03T03:00Z')).toEqual(monday);
    expect(dayAt(night, '2026-03-03T21:59Z')).toEqual(monday);
  });

  it('round the clock follows on the one before at once, and never begins before that ended', () => {
    const midnight = '2026-03-03T00:00:00Z';
    expect(dayAt(everyDay('UTC', ['00:00-24:00']), '2026-03-03T09:00Z')).toEqual([
      '2026-03-03',
      midnight,
      midnight,
    ]);
    const overlapping = everyDay('UTC', ['08:00-09:00', '20:00-10:00']);
    const [, start, previousEnd] = dayAt(overlapping, '2026-03-03T12:00Z');
    expect(previousEnd).toBe(start);
  });

  it('begins and ends as the wall clock says, whatever that does', () => {
    const newYork = everyDay('America/New_York', ['01:30-03:30']);
    expect(dayAt(newYork, '2026-03-08T12:00-04:00').slice(1)).toEqual([
      '2026-03-08T06:30:00Z',
      '2026-03-07T08:30:00Z',
    ]);
    expect(dayAt(newYork, '2026-03-09T12:00-04:00')[2]).toBe('2026-03-08T07:30:00Z');
    // Half past one comes twice: the day begins with the first and would end with the second.
    const early = everyDay('America/New_York', ['00:30-01:30']);
    expect(dayAt(early, '2026-11-02T12:00-05:00')[2]).toBe('2026-11-01T06:30:00Z');
    expect(dayAt(newYork, '2026-11-01T12:00-05:00')[1]).toBe('2026-11-01T05:30:00Z');
    // Half past two does not come at all.
    const gap = everyDay('America/New_York', ['00:30-02:30']);
    expect(dayAt(gap, '2026-03-09T12:00-04:00')[2]).toBe('2026-03-08T07:00:00Z');
  });

  it('is not there where a calendar has never opened', () => {
    const never = { ...everyDay('UTC', ['09:00-17:00'], WORKING_WEEK), weekly: {} };
    const once = { ...never, extraWorkingDays: { '2026-03-02': ['09:00-17:00'] } };
    expect(() => dayAt(once, '2026-03-01T12:00Z')).toThrow('There is no working day before');
    expect(() => dayAt(once, '2026-03-02T12:00Z')).toThrow('There is no working day before');
  });
});
