import { DAY_MS } from '../limits.js';
import { dateOfDay, dayOfDate } from '../wall-time.js';
import type { HolidayRequest, KnownDays } from './holiday-request.js';

const HALF_DAY_MS = DAY_MS / 2;

/** Whole public holidays of other countries. Source: date-holidays (ISC, its data CC BY-SA 3.0). */
export async function holidaysElsewhere(
  { country, region }: HolidayRequest,
  year: number,
): Promise<KnownDays> {
  const { default: Holidays } = await import('date-holidays');
  const countries = new Holidays();
  const regions = countries.getStates(country);
  // An unknown region would silently be the whole country.
  if (region !== undefined && !Object.hasOwn(regions ?? {}, region))
    return { holidays: [], workingDays: [] };
  const source = region === undefined ? new Holidays(country) : new Holidays(country, region);
  const dates = source
    .getHolidays(year)
    .filter(({ type }) => type === 'public')
    .flatMap(({ date, start, end }) => datesOf(date.slice(0, 10), +end - +start));
  return { holidays: [...new Set(dates)].sort(), workingDays: [] };
}

/** Some last several days; what takes less than half of its day is no day off. */
function datesOf(first: string, lengthMs: number): readonly string[] {
  const firstDay = dayOfDate(first);
  if (firstDay === undefined) return [];
  const count = Math.floor((lengthMs + HALF_DAY_MS) / DAY_MS);
  return Array.from({ length: count }, (_, index) => dateOfDay(firstDay + index));
}
