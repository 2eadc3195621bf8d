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

/** The `count` days that begin with `day`, as the clocks of the zone tell them. */
export function daySpans(day: string, count: number, timeZone: string): DaySpan[] {
  const first = DateTime.fromISO(day, { zone: timeZone }).startOf('day');
  return Array.from({ length: count }, (_, index) => {
    const start = first.plus({ days: index });
    const from = clamped(start.toMillis());
    return {
      day: index === 0 ? day : (start.toISODate() ?? day),
      from,
      to: clamped(start.plus({ days: 1 }).startOf('day').toMillis()),
    };
  });
}

export const daySpan = (day: string, timeZone: string): DaySpan =>
  daySpans(day, 1, timeZone)[0] as DaySpan;
