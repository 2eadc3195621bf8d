import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { CalendarDefinition } from '../calendar-definition.js';
import { calendarOf } from '../check-calendars.js';
import { loadCalendars } from '../load-calendars.js';
import { at, CASE_CALENDARS } from '../testing/cases.js';
import { publicHolidays } from './public-holidays.js';

const FOLDER = join(import.meta.dirname, '../../../config/calendars');
const OFFICE_WINDOWS = ['08:30-12:00', '13:30-18:00'];

const shipped = (id: string): CalendarDefinition => {
  const file = JSON.parse(readFileSync(join(FOLDER, `${id}.v1.json`), 'utf8')) as Record<
    string,
    CalendarDefinition
  >;
  return file[id]!;
};

describe('the calendars that come with the engine', () => {
  it('are loaded without a fault', () => {
    const calendars = loadCalendars(FOLDER);
    expect(calendars.all().map(({ id, version }) => `${id}.v${version}`)).toEqual([
      'always.v1',
      'berlin.v1',
      'office.v1',
    ]);
    const from = at('2026-01-01T00:00Z');
    expect(calendars.effectiveAt('always', from).add(from, 3_600_000)).toBe(from + 3_600_000);
  });

  it('office: mainland China, what chinese-days knows from 2024 on', async () => {
    const lists = await publicHolidays({
      country: 'CN',
      fromYear: 2024,
      toYear: 2026,
      windows: OFFICE_WINDOWS,
    });
    expect(shipped('office')).toMatchObject(lists);
    await expect(
      publicHolidays({ country: 'CN', fromYear: 2027, toYear: 2027, windows: OFFICE_WINDOWS }),
    ).rejects.toMatchObject({ code: 'CALENDAR.HOLIDAYS_UNKNOWN' });
  });

  it('office has in 2026 the business time of a list made by hand', () => {
    const byHand = calendarOf('by-hand', CASE_CALENDARS['cn-office-2026']!);
    const office = calendarOf('office', shipped('office'));
    const year = [at('2026-01-01T00:00+08:00'), at('2027-01-01T00:00+08:00')] as const;
    expect([...office.spans(...year)]).toEqual([...byHand.spans(...year)]);
  });

  it('berlin: what date-holidays says of Berlin until 2030', async () => {
    const request = { country: 'DE', region: 'BE', fromYear: 2024, toYear: 2030 };
    const { holidays, extraWorkingDays } = await publicHolidays(request);
    expect(shipped('berlin').holidays).toEqual(holidays);
    expect(extraWorkingDays).toEqual({});
  });
});

describe('public holidays', () => {
  it('of a make-up day want to know what is worked on it', async () => {
    await expect(
      publicHolidays({ country: 'CN', fromYear: 2026, toYear: 2026 }),
    ).rejects.toMatchObject({ code: 'CALENDAR.WINDOWS_MISSING' });
  });

  it.each([
    { country: 'XX' },
    { country: 'DE', region: 'ZZ' },
    { country: 'CN', region: 'BJ' },
    { country: 'constructor' },
  ])('of %j are not known', async (place) => {
    await expect(
      publicHolidays({ ...place, fromYear: 2026, toYear: 2026, windows: ['09:00-17:00'] }),
    ).rejects.toMatchObject({ code: 'CALENDAR.HOLIDAYS_UNKNOWN' });
  });

  it('may last several days', async () => {
    const { holidays } = await publicHolidays({ country: 'TR', fromYear: 2026, toYear: 2026 });
    expect(holidays).toEqual(expect.arrayContaining(['2026-05-27', '2026-05-28', '2026-05-29']));
  });
});
