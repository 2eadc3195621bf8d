import type { CalendarParts, Span } from './calendar-definition.js';
import {
  invalidDay,
  invalidDeadline,
  invalidDuration,
  nothingWithinHorizon,
} from './calendar-errors.js';
import {
  BUSINESS_DURATION_MS_MAX,
  DAY_MS,
  DEADLINE_WORKING_DAYS_MAX,
  DUE_HORIZON_DAYS,
  DUE_HORIZON_MS,
  MINUTE_MS,
  YEARS_EXPANDED_MAX,
} from './limits.js';
import { unitedPauses } from './pauses.js';
import { dateOfDay, dayOfDate, minuteOfDay } from './wall-time.js';
import { windowsOfDay, YearSpans } from './year-spans.js';
import {
  CALENDAR_INSTANT_MAX,
  CALENDAR_INSTANT_MIN,
  requireInstant,
  startOfYear,
  YEAR_COUNT,
  yearIndexOf,
} from './years.js';
import { Zone } from './zone.js';

/** A day with windows of its own. */
export interface WorkingDay {
  /** Its local date. */
  readonly date: string;
  /** Its first opening. */
  readonly start: number;
  /** When the working day before it ended: the end of its last window, be it past midnight. */
  readonly previousEnd: number;
}

const NO_PAUSES: readonly Span[] = [];

/**
 * One version of one calendar: what is business time, and what follows from it. All instants are epoch
 * milliseconds. An instant is business time where its wall clock in the zone lies in a window of its
 * local date, or of the date before for a window past midnight.
 */
export class BusinessCalendar {
  readonly id: string;
  readonly version: number;
  readonly timeZone: string;
  /** Null: always. */
  readonly effectiveFrom: number | null;
  private readonly zone: Zone;
  private readonly years: (YearSpans | undefined)[] = [];
  private readonly expanded: number[] = [];

  constructor(private readonly parts: CalendarParts) {
    this.id = parts.id;
    this.version = parts.version;
    this.timeZone = parts.timeZone;
    this.effectiveFrom = parts.effectiveFrom;
    this.zone = new Zone(parts.timeZone);
  }

  /**
   * The earliest instant at which `businessMs` of unpaused business time have passed since `from`. It is looked for
   * within the horizon; pauses, which may be as long as they like, are not counted to that.
   */
  add(from: number, businessMs: number, pauses: readonly Span[] = NO_PAUSES): number {
    requireInstant(from, 'from');
    requireDuration(businessMs);
    let horizon = Math.min(from + DUE_HORIZON_MS, CALENDAR_INSTANT_MAX - 1);
    let cursor = from;
    let remaining = businessMs;
    for (const pause of unitedPauses(pauses)) {
      if (remaining === 0) break;
      if (pause.to <= cursor) continue;
      const pausedFrom = Math.min(pause.from, horizon);
      if (pausedFrom > cursor) {
        const available = this.measured(cursor, pausedFrom);
        if (available >= remaining) break;
        remaining -= available;
      }
      if (pause.from > horizon) throw nothingWithinHorizon('Nothing falls due');
      const skippedMs = pause.to - Math.max(pause.from, cursor);
      horizon = Math.min(horizon + skippedMs, CALENDAR_INSTANT_MAX - 1);
      cursor = pause.to;
      if (cursor > horizon) throw nothingWithinHorizon('Nothing falls due');
    }
    return remaining === 0 ? cursor : this.walkForth(cursor, remaining, horizon);
  }

  /** The latest instant from which exactly `businessMs` of unpaused business time remain until `to`, as `add`. */
  subtract(to: number, businessMs: number, pauses: readonly Span[] = NO_PAUSES): number {
    requireInstant(to, 'to');
    requireDuration(businessMs);
    let horizon = Math.max(to - DUE_HORIZON_MS, CALENDAR_INSTANT_MIN);
    let cursor = to;
    let remaining = businessMs;
    for (const pause of unitedPauses(pauses).toReversed()) {
      if (remaining === 0) break;
      if (pause.from >= cursor) continue;
      const pausedTo = Math.max(pause.to, horizon);
      if (pausedTo < cursor) {
        const available = this.measured(pausedTo, cursor);
        if (available >= remaining) break;
        remaining -= available;
      }
      if (pause.to < horizon) throw nothingWithinHorizon('No start is to be found');
      const skippedMs = Math.min(pause.to, cursor) - pause.from;
      horizon = Math.max(horizon - skippedMs, CALENDAR_INSTANT_MIN);
      cursor = pause.from;
      if (cursor < horizon) throw nothingWithinHorizon('No start is to be found');
    }
    return remaining === 0 ? cursor : this.walkBack(cursor, remaining, horizon);
  }

  /** The unpaused business time from one instant to another; negative where that one is earlier. */
  between(from: number, to: number, pauses: readonly Span[] = NO_PAUSES): number {
    requireInstant(from, 'from');
    requireInstant(to, 'to');
    const united = unitedPauses(pauses);
    const [earlier, later] = from <= to ? [from, to] : [to, from];
    let business = this.measured(earlier, later);
    for (const pause of united) {
      const pausedFrom = Math.max(pause.from, earlier);
      const pausedTo = Math.min(pause.to, later);
      if (pausedFrom < pausedTo) business -= this.measured(pausedFrom, pausedTo);
    }
    return from <= to || business === 0 ? business : -business;
  }

  isOpen(at: number): boolean {
    requireInstant(at, 'at');
    const year = this.year(yearIndexOf(at));
    const index = year.indexAt(at);
    return index >= 0 && at < year.end(index);
  }

  /** The first instant of business time at or after `at`. */
  nextOpening(at: number): number {
    requireInstant(at, 'at');
    const last = Math.min(yearIndexOf(at + DUE_HORIZON_MS), YEAR_COUNT - 1);
    for (let index = yearIndexOf(at); index <= last; index += 1) {
      const year = this.year(index);
      const place = year.indexAt(at);
      if (place >= 0 && at < year.end(place)) return at;
      if (place + 1 === year.length) continue;
      const opening = year.start(place + 1);
      if (opening - at <= DUE_HORIZON_MS) return opening;
    }
    throw nothingWithinHorizon('The calendar does not open');
  }

  /** The business spans between two instants, cut at both, in order and apart from one another. */
  *spans(from: number, to: number): IterableIterator<Span> {
    requireInstant(from, 'from');
    requireInstant(to, 'to');
    let open: { from: number; to: number } | undefined;
    for (let index = yearIndexOf(from); index < YEAR_COUNT && startOfYear(index) < to; index += 1) {
      const year = this.year(index);
      for (let place = Math.max(year.indexAt(from), 0); place < year.length; place += 1) {
        const start = Math.max(year.start(place), from);
        const end = Math.min(year.end(place), to);
        if (start >= to) break;
        if (start >= end) continue;
        // What goes on over the turn of the year is one span.
        if (open !== undefined && open.to === start) open.to = end;
        else {
          if (open !== undefined) yield open;
          open = { from: start, to: end };
        }
      }
    }
    if (open !== undefined) yield open;
  }

  /** The local date that an instant falls on. */
  localDate(at: number): string {
    return dateOfDay(this.localDay(at));
  }

  /** True for a local date with windows of its own. */
  isWorkingDay(localDate: string): boolean {
    return windowsOfDay(this.parts, requireDay(localDate)).length > 0;
  }

  /** The first working day after a local date. */
  nextWorkingDay(localDate: string): string {
    return dateOfDay(this.workingDayAfter(requireDay(localDate), 1));
  }

  /**
   * The local time `HH:MM` of the n-th working day after the local date of `at`. In a gap of the wall clock
   * the first instant after it, in a repeated hour the first pass.
   */
  deadline(at: number, workingDays: number, localTime: string): number {
    const minute = minuteOfDay(localTime);
    if (minute === undefined) throw invalidDay(localTime);
    const isCount = Number.isInteger(workingDays) && workingDays >= 1;
    if (!isCount || workingDays > DEADLINE_WORKING_DAYS_MAX) throw invalidDeadline(workingDays);
    const day = this.workingDayAfter(this.localDay(at), workingDays);
    const deadline = this.zone.firstInstantAt(day * DAY_MS + minute * MINUTE_MS);
    requireInstant(deadline, 'the deadline');
    return deadline;
  }

  /** The working day that began last: `at` lies in it, or between it and the next one. */
  workingDayAt(at: number): WorkingDay {
    let day = this.workingDayBefore(this.localDay(at) + 1);
    if (this.opening(day) > at) day = this.workingDayBefore(day);
    const start = this.opening(day);
    const previousEnd = Math.min(this.closing(this.workingDayBefore(day)), start);
    return { date: dateOfDay(day), start, previousEnd };
  }

  private localDay(at: number): number {
    requireInstant(at, 'at');
    return Math.floor((at + this.zone.offsetAt(at)) / DAY_MS);
  }

  private workingDayAfter(day: number, count: number): number {
    const last = Math.min(day + DUE_HORIZON_DAYS, CALENDAR_INSTANT_MAX / DAY_MS - 1);
    let left = count;
    for (let next = day + 1; next <= last; next += 1) {
      if (windowsOfDay(this.parts, next).length > 0) left -= 1;
      if (left === 0) return next;
    }
    throw nothingWithinHorizon('There is no such working day');
  }

  private workingDayBefore(day: number): number {
    const first = Math.max(day - DUE_HORIZON_DAYS, CALENDAR_INSTANT_MIN / DAY_MS);
    for (let before = day - 1; before >= first; before -= 1) {
      if (windowsOfDay(this.parts, before).length > 0) return before;
    }
    throw nothingWithinHorizon('There is no working day before');
  }

  private opening(day: number): number {
    const [window] = windowsOfDay(this.parts, day);
    return this.zone.firstInstantAt(day * DAY_MS + (window?.fromMinute ?? 0) * MINUTE_MS);
  }

  private closing(day: number): number {
    const window = windowsOfDay(this.parts, day).at(-1);
    return this.zone.lastInstantAt(day * DAY_MS + (window?.toMinute ?? 0) * MINUTE_MS);
  }

  private walkForth(cursor: number, businessMs: number, horizon: number): number {
    let index = yearIndexOf(cursor);
    let wanted = businessMs + this.year(index).businessBefore(cursor);
    while (wanted > this.year(index).totalMs) {
      wanted -= this.year(index).totalMs;
      index += 1;
      if (index === YEAR_COUNT || startOfYear(index) > horizon) {
        throw nothingWithinHorizon('Nothing falls due');
      }
    }
    const due = this.year(index).earliestAfter(wanted);
    if (due > horizon) throw nothingWithinHorizon('Nothing falls due');
    return due;
  }

  private walkBack(cursor: number, businessMs: number, horizon: number): number {
    let index = yearIndexOf(cursor);
    let wanted = this.year(index).businessBefore(cursor) - businessMs;
    while (wanted < 0) {
      index -= 1;
      if (index < 0 || startOfYear(index + 1) < horizon) {
        throw nothingWithinHorizon('No start is to be found');
      }
      wanted += this.year(index).totalMs;
    }
    const start = this.year(index).latestAfter(wanted);
    if (start < horizon) throw nothingWithinHorizon('No start is to be found');
    return start;
  }

  /** Business time of a stretch that does not end before it begins. */
  private measured(from: number, to: number): number {
    const last = Math.min(yearIndexOf(to), YEAR_COUNT - 1);
    let index = yearIndexOf(from);
    let business = -this.year(index).businessBefore(from);
    for (; index < last; index += 1) business += this.year(index).totalMs;
    return business + this.year(last).businessBefore(to);
  }

  private year(index: number): YearSpans {
    return this.years[index] ?? this.expand(index);
  }

  private expand(index: number): YearSpans {
    const year = new YearSpans(this.parts, this.zone.segmentsOf(index));
    this.years[index] = year;
    this.expanded.push(index);
    if (this.expanded.length > YEARS_EXPANDED_MAX) this.years[this.expanded.shift()!] = undefined;
    return year;
  }
}

function requireDuration(businessMs: number): void {
  if (Number.isInteger(businessMs) && businessMs >= 0 && businessMs <= BUSINESS_DURATION_MS_MAX) {
    return;
  }
  throw invalidDuration(`${businessMs} ms`);
}

function requireDay(localDate: string): number {
  const day = dayOfDate(localDate);
  if (day !== undefined) return day;
  throw invalidDay(localDate);
}
