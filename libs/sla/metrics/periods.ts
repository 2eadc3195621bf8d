import { daySpan, LAST_DAY } from '@gongdan/contracts';
import type { Instant } from '@gongdan/core';
import { invalidQuery } from '@gongdan/platform';
import { DateTime } from 'luxon';

export const PERIODS = ['day', 'week', 'month'] as const;
export type PeriodKind = (typeof PERIODS)[number];

/** Longest span that one question asks about: five years and a bit. */
export const SPAN_DAYS_MAX = 1_830;

/** Days of one group of figures, half-open, and the instants at which they begin and end in the zone. */
export interface Period {
  readonly fromDay: string;
  readonly toDay: string;
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * The days from `fromDay` until before `toDay` in pieces: by ISO weeks and months of the calendar, the first
 * and last of which may be cut off. Undefined kind: in one piece. Throws `REQUEST.INVALID_QUERY`.
 */
export function periodsOf(
  fromDay: string,
  toDay: string,
  zone: string,
  kind: PeriodKind | undefined,
): readonly Period[] {
  const days = (Date.parse(toDay) - Date.parse(fromDay)) / 86_400_000;
  if (days < 1)
    throw invalidQuery('/to', 'must be a day after from: it is the first that does not count');
  if (days > SPAN_DAYS_MAX)
    throw invalidQuery('/to', `must be at most ${SPAN_DAYS_MAX} days after from`);
  const periods: Period[] = [];
  for (let begin = fromDay; begin < toDay;) {
    const next = kind === undefined ? toDay : dayAfterPeriod(begin, kind);
    const end = next < toDay ? next : toDay;
    periods.push({
      fromDay: begin,
      toDay: end,
      from: daySpan(begin, zone).from,
      to: daySpan(end, zone).from,
    });
    begin = end;
  }
  return periods;
}

/**
 * The first day after the period of this kind that a day lies in; at most the last one that there is: in the order
 * of texts, those behind it would come first.
 */
export function dayAfterPeriod(day: string, kind: PeriodKind): string {
  const next = DateTime.fromISO(day, { zone: 'utc' })
    .startOf(kind)
    .plus({ [kind]: 1 });
  return (next.year > 9_999 ? null : next.toISODate()) ?? LAST_DAY;
}
