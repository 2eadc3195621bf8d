import { createRequire } from 'node:module';
import { dayOfDate, weekdayOfDay } from '../wall-time.js';
import type { KnownDays } from './holiday-request.js';

const SATURDAY = 5;

/** The package’s list: days off, and make-up days that are worked, each by its date. */
interface ChineseDays {
  readonly holidays: Readonly<Record<string, string>>;
  readonly workdays: Readonly<Record<string, string>>;
}

/**
 * Mainland China, as the State Council announces it year by year. Source: chinese-days (MIT). Its list is read and
 * not its functions asked: those go by the machine’s zone, and west of Greenwich name the day before.
 */
export function chineseHolidays(year: number): KnownDays {
  const { holidays, workdays } = createRequire(import.meta.url)(
    'chinese-days/dist/chinese-days.json',
  ) as ChineseDays;
  const ofYear = (days: object) =>
    Object.keys(days)
      .filter((date) => date.startsWith(`${year}-`))
      .sort();
  const isWeekend = (date: string) => weekdayOfDay(dayOfDate(date)!) >= SATURDAY;
  return { holidays: ofYear(holidays), workingDays: ofYear(workdays).filter(isWeekend) };
}
