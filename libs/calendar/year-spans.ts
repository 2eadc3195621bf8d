import type { CalendarParts, Span, WallWindow } from './calendar-definition.js';
import { DAY_MS, MINUTE_MS } from './limits.js';
import { weekdayOfDay } from './wall-time.js';
import type { OffsetSegment } from './zone.js';

const NONE: readonly WallWindow[] = [];

/** The windows of a local date, by its day number. */
export const windowsOfDay = (
  { weekly, dates }: Pick<CalendarParts, 'weekly' | 'dates'>,
  day: number,
): readonly WallWindow[] => dates.get(day) ?? weekly[weekdayOfDay(day)] ?? NONE;

/**
 * The business spans of one year, and how much business time lies before each: every question is then a
 * binary search. A span that goes on in the next year ends at the turn of the year here.
 */
export class YearSpans {
  readonly totalMs: number;
  private readonly starts: Float64Array;
  private readonly ends: Float64Array;
  private readonly before: Float64Array;

  constructor(parts: Pick<CalendarParts, 'weekly' | 'dates'>, segments: readonly OffsetSegment[]) {
    const spans = expand(parts, segments);
    this.starts = Float64Array.from(spans, ({ from }) => from);
    this.ends = Float64Array.from(spans, ({ to }) => to);
    this.before = new Float64Array(spans.length);
    let total = 0;
    for (const [index, { from, to }] of spans.entries()) {
      this.before[index] = total;
      total += to - from;
    }
    this.totalMs = total;
  }

  get length(): number {
    return this.starts.length;
  }

  start(index: number): number {
    return this.starts[index]!;
  }

  end(index: number): number {
    return this.ends[index]!;
  }

  /** The last span that begins at or before `at`; -1: none. */
  indexAt(at: number): number {
    return lastNotAbove(this.starts, at);
  }

  /** Business time of this year before `at`. */
  businessBefore(at: number): number {
    const index = this.indexAt(at);
    if (index < 0) return 0;
    return this.before[index]! + Math.min(at, this.ends[index]!) - this.starts[index]!;
  }

  /** The earliest instant before which `businessMs` lie; more than 0, at most the total. */
  earliestAfter(businessMs: number): number {
    // Whole milliseconds: what lies strictly before is at most one less.
    const index = lastNotAbove(this.before, businessMs - 1);
    return this.starts[index]! + businessMs - this.before[index]!;
  }

  /** The latest instant before which `businessMs` lie; at least 0, less than the total. */
  latestAfter(businessMs: number): number {
    const index = lastNotAbove(this.before, businessMs);
    return this.starts[index]! + businessMs - this.before[index]!;
  }
}

function lastNotAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Windows are cut by the wall clock within each segment, which makes the rule exact: an hour that is
 * passed twice counts twice, one that is left out never, whatever the zone does and when.
 */
function expand(
  parts: Pick<CalendarParts, 'weekly' | 'dates'>,
  segments: readonly OffsetSegment[],
): readonly Span[] {
  const spans: { from: number; to: number }[] = [];
  for (const segment of segments) {
    const wallFrom = segment.from + segment.offsetMs;
    const wallTo = segment.to + segment.offsetMs;
    // From the day before: its windows may reach past midnight.
    const lastDay = Math.floor((wallTo - 1) / DAY_MS);
    for (let day = Math.floor(wallFrom / DAY_MS) - 1; day <= lastDay; day += 1) {
      for (const { fromMinute, toMinute } of windowsOfDay(parts, day)) {
        const from = Math.max(day * DAY_MS + fromMinute * MINUTE_MS, wallFrom) - segment.offsetMs;
        const to = Math.min(day * DAY_MS + toMinute * MINUTE_MS, wallTo) - segment.offsetMs;
        if (from < to) join(spans, from, to);
      }
    }
  }
  return spans;
}

/** Spans come in the order of their starts. */
function join(spans: { from: number; to: number }[], from: number, to: number): void {
  const last = spans.at(-1);
  if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
  else spans.push({ from, to });
}
