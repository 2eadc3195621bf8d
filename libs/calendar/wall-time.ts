import { epochMsOf, instantOf, parseInstant } from '@gongdan/core';
import type { WallWindow } from './calendar-definition.js';
import { CALENDAR_YEAR_MAX, CALENDAR_YEAR_MIN, DAY_MINUTES, DAY_MS } from './limits.js';

const TIME = /^(\d{2}):(\d{2})$/;
const WINDOW = /^(\d{2}:\d{2})-(\d{2}:\d{2})$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** 1 January 1970 was a Thursday, the fourth day from Monday. */
const WEEKDAY_OF_DAY_ZERO = 3;

/** Minutes since midnight; `24:00` is the end of the day. Undefined: no time of day. */
export function minuteOfDay(text: string): number | undefined {
  const [, hours, minutes] = (TIME.exec(text) ?? []).map(Number);
  if (hours === undefined || minutes === undefined) return undefined;
  const minute = hours * 60 + minutes;
  return minutes < 60 && minute <= DAY_MINUTES ? minute : undefined;
}

/** A window as text, or what is wrong with it. */
export function readWindow(text: string): WallWindow | string {
  const [, start = '', end = ''] = WINDOW.exec(text) ?? [];
  const fromMinute = minuteOfDay(start);
  const toMinute = minuteOfDay(end);
  if (fromMinute === undefined || toMinute === undefined || fromMinute === DAY_MINUTES) {
    return `'${text}' is no window; write HH:MM-HH:MM, e.g. 08:30-12:00, 22:00-06:00, 00:00-24:00`;
  }
  if (fromMinute === toMinute) {
    return `'${text}' is ambiguous: nothing, or the whole day? Leave it out, or write 00:00-24:00`;
  }
  return { fromMinute, toMinute: toMinute > fromMinute ? toMinute : toMinute + DAY_MINUTES };
}

/** In order, what overlaps or touches made one. */
export function unitedWindows(windows: readonly WallWindow[]): readonly WallWindow[] {
  const united: WallWindow[] = [];
  for (const window of [...windows].sort((one, other) => one.fromMinute - other.fromMinute)) {
    const last = united.at(-1);
    if (last === undefined || window.fromMinute > last.toMinute) united.push(window);
    else if (window.toMinute > last.toMinute) {
      united[united.length - 1] = { fromMinute: last.fromMinute, toMinute: window.toMinute };
    }
  }
  return united;
}

/** Days since 1 January 1970 of a local date; undefined: no date, or beyond the supported years. */
export function dayOfDate(date: string): number | undefined {
  if (!DATE.test(date)) return undefined;
  const midnight = parseInstant(`${date}T00:00Z`);
  const year = Number(date.slice(0, 4));
  if (midnight === undefined || year < CALENDAR_YEAR_MIN || year > CALENDAR_YEAR_MAX) {
    return undefined;
  }
  return epochMsOf(midnight) / DAY_MS;
}

export const dateOfDay = (day: number): string => instantOf(day * DAY_MS).slice(0, 10);

/** 0 for Monday. */
export const weekdayOfDay = (day: number): number => (((day + WEEKDAY_OF_DAY_ZERO) % 7) + 7) % 7;
