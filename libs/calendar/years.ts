import { outOfRange } from './calendar-errors.js';
import { CALENDAR_YEAR_MAX, CALENDAR_YEAR_MIN, DAY_MS } from './limits.js';

const YEAR_MS_MEAN = 365.2425 * DAY_MS;

/** How many years are supported; they are counted from 0, the first being CALENDAR_YEAR_MIN. */
export const YEAR_COUNT = CALENDAR_YEAR_MAX - CALENDAR_YEAR_MIN + 1;

const starts = Float64Array.from({ length: YEAR_COUNT + 1 }, (_, index) =>
  Date.UTC(CALENDAR_YEAR_MIN + index, 0, 1),
);

/** The first instant of a year in UTC, which is the end of the year before. */
export const startOfYear = (index: number): number => starts[index] ?? Number.NaN;

export const CALENDAR_INSTANT_MIN = startOfYear(0);
export const CALENDAR_INSTANT_MAX = startOfYear(YEAR_COUNT);

/** The supported year that an instant lies in. */
export function yearIndexOf(at: number): number {
  const guess = Math.floor((at - CALENDAR_INSTANT_MIN) / YEAR_MS_MEAN);
  if (at < startOfYear(guess)) return guess - 1;
  return at >= startOfYear(guess + 1) ? guess + 1 : guess;
}

export function requireInstant(at: number, name: string): void {
  if (Number.isInteger(at) && at >= CALENDAR_INSTANT_MIN && at < CALENDAR_INSTANT_MAX) return;
  throw outOfRange(`${name} (${at})`);
}
