import { INSTANT_MAX, INSTANT_MIN, instantOf, epochMsOf, type Instant } from '@gongdan/core';
import { DateTime } from 'luxon';

/** A day of a time zone: half-open, as instants. Its length is that of the day there (23 to 25 hours). */
export interface DaySpan {
  readonly day: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** The first and last days that the engine knows may end outside of what an instant can say. */
const clamped = (epochMs: number): Instant =>
  instantOf(Math.min(epochMsOf(INSTANT_MAX), Math.max(epochMsOf(INSTANT_MIN), epochMs)));

/** No day is written with more digits. */
export const LAST_DAY = '9999-12-31';
const LAST_YEAR = 9_999;

/** The `count` days that begin with `day`, as the clocks of the zone tell them; fewer where they end with the last one. */
export function daySpans(day: string, count: number, timeZone: string): DaySpan[] {
  const first = DateTime.fromISO(day, { zone: timeZone }).startOf('day');
  const starts = Array.from({ length: count }, (_, index) => first.plus({ days: index }));
  return starts
    .filter(({ year }) => year <= LAST_YEAR)
    .map((start, index) => ({
      day: index === 0 ? day : (start.toISODate() ?? day),
      from: clamped(start.toMillis()),
      to: clamped(start.plus({ days: 1 }).startOf('day').toMillis()),
    }));
}

export const daySpan = (day: string, timeZone: string): DaySpan =>
  daySpans(day, 1, timeZone)[0] as DaySpan;
