import { dateOfDay, dayOfDate, weekdayOfDay } from '../wall-time.js';
import type { KnownDays } from './holiday-request.js';

const SATURDAY = 5;

/** Mainland China, as the State Council announces it year by year. Source: chinese-days (MIT). */
export async function chineseHolidays(year: number): Promise<KnownDays> {
  const { default: chineseDays } = await import('chinese-days');
  const first = `${year}-01-01`;
  const last = `${year}-12-31`;
  const workingDays: string[] = [];
  for (let day = dayOfDate(first)!; day <= dayOfDate(last)!; day += 1) {
    const isWeekend = weekdayOfDay(day) >= SATURDAY;
    if (isWeekend && chineseDays.isWorkday(dateOfDay(day))) workingDays.push(dateOfDay(day));
  }
  return { holidays: chineseDays.getHolidaysInRange(first, last, false), workingDays };
}
