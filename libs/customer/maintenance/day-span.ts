import { instantOf, type Instant } from '@gongdan/core';
import { DateTime } from 'luxon';

/** A day of a time zone, half-open, as instants: of 23 to 25 hours. */
export function daySpan(
  day: string,
  timeZone: string,
): { readonly from: Instant; readonly to: Instant } {
  const start = DateTime.fromISO(day, { zone: timeZone }).startOf('day');
  return {
    from: instantOf(start.toMillis()),
    to: instantOf(start.plus({ days: 1 }).startOf('day').toMillis()),
  };
}
