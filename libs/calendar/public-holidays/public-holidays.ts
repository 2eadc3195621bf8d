import { GongdanError } from '@gongdan/core';
import { chineseHolidays } from './chinese-holidays.js';
import type { HolidayLists, HolidayRequest } from './holiday-request.js';
import { holidaysElsewhere } from './holidays-elsewhere.js';

/**
 * The public holidays of a country, to be written into a calendar file. The packages that know them are
 * loaded here and now; no calculation ever asks them, so that a newer list moves no promise.
 */
export async function publicHolidays(request: HolidayRequest): Promise<HolidayLists> {
  const { country, region, fromYear, toYear, windows } = request;
  const holidays: string[] = [];
  const extraWorkingDays: Record<string, readonly string[]> = {};
  for (let year = fromYear; year <= toYear; year += 1) {
    const known =
      country === 'CN' && region === undefined
        ? chineseHolidays(year)
        : await holidaysElsewhere(request, year);
    if (known.holidays.length === 0) throw unknownHolidays(request, year);
    holidays.push(...known.holidays);
    for (const date of known.workingDays) {
      if (windows === undefined) throw windowsMissing(date);
      extraWorkingDays[date] = windows;
    }
  }
  return { holidays, extraWorkingDays };
}

const unknownHolidays = ({ country, region }: HolidayRequest, year: number): GongdanError =>
  new GongdanError({
    code: 'CALENDAR.HOLIDAYS_UNKNOWN',
    category: 'not-found',
    message: `The holidays of ${region === undefined ? country : `${country} ${region}`} in ${year} are not known.`,
    hint: 'Check country, region and year; those of mainland China are published late in the year before.',
  });

const windowsMissing = (date: string): GongdanError =>
  new GongdanError({
    code: 'CALENDAR.WINDOWS_MISSING',
    category: 'invalid',
    message: `${date} is a make-up working day, and it was not said what is worked on it.`,
    hint: 'Give the windows, e.g. --windows "08:30-12:00,13:30-18:00".',
  });
