import { epochMsOf, type Instant } from '@gongdan/core';
import { DateTime } from 'luxon';

/** The quarter before the one that a moment is in, as the calendar of a zone has it; epoch milliseconds. */
export function lastQuarter(now: Instant, timeZone: string): { from: number; to: number } {
  const to = DateTime.fromMillis(epochMsOf(now), { zone: timeZone }).startOf('quarter');
  return { from: to.minus({ quarters: 1 }).toMillis(), to: to.toMillis() };
}
