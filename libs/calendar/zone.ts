import { DAY_MS } from './limits.js';
import { CALENDAR_INSTANT_MAX, startOfYear, YEAR_COUNT, yearIndexOf } from './years.js';

/** A stretch of time in which the zone keeps one distance to UTC. */
export interface OffsetSegment {
  readonly from: number;
  readonly to: number;
  /** Wall clock less UTC, in milliseconds. */
  readonly offsetMs: number;
}

const SECOND_MS = 1_000;

const formatOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });

/**
 * What a time zone does, year by year. The machine’s table is asked only while a year is looked at for
 * the first time: once a day, and around every change until its second is known.
 */
export class Zone {
  private readonly format: Intl.DateTimeFormat;
  private readonly years: (readonly OffsetSegment[])[] = [];

  constructor(timeZone: string) {
    this.format = formatOf(timeZone);
  }

  /** The segments of a supported year, in order and without gaps; a change at its edge splits too. */
  segmentsOf(yearIndex: number): readonly OffsetSegment[] {
    return (this.years[yearIndex] ??= this.read(
      startOfYear(yearIndex),
      startOfYear(yearIndex + 1),
    ));
  }

  offsetAt(at: number): number {
    const segments = this.segmentsOf(yearIndexOf(at));
    return segments.find(({ to }) => at < to)?.offsetMs ?? this.ask(at);
  }

  /**
   * The first instant whose wall clock shows `wallMs` (milliseconds since 1 January 1970 as the wall
   * shows them) or more: the first pass of a repeated hour, the first instant after a gap.
   */
  firstInstantAt(wallMs: number): number {
    // No zone is further than a day from UTC, and none goes back by more than that.
    const earliest = Math.max(wallMs - 2 * DAY_MS, 0);
    for (let index = yearIndexOf(earliest); index < YEAR_COUNT; index += 1) {
      for (const { from, to, offsetMs } of this.segmentsOf(index)) {
        if (to > earliest && wallMs < to + offsetMs) return Math.max(from, wallMs - offsetMs);
      }
    }
    return CALENDAR_INSTANT_MAX;
  }

  /**
   * The last instant before which the wall clock shows less than `wallMs`: the last pass of a repeated hour, the
   * first instant after a gap.
   */
  lastInstantAt(wallMs: number): number {
    const first = this.firstInstantAt(wallMs);
    // A clock that is set back passes a time again within a day.
    return this.segmentsOf(yearIndexOf(first)).reduce((last, { from, to, offsetMs }) => {
      const at = wallMs - offsetMs;
      return at > from && at <= to && at > last ? at : last;
    }, first);
  }

  private read(yearStart: number, yearEnd: number): readonly OffsetSegment[] {
    const segments: OffsetSegment[] = [];
    let open = { from: yearStart, offsetMs: this.ask(yearStart) };
    for (let day = yearStart; day < yearEnd; day += DAY_MS) {
      const last = Math.min(day + DAY_MS, yearEnd - SECOND_MS);
      const offsetAfter = this.ask(last);
      while (open.offsetMs !== offsetAfter) {
        const change = this.firstChange(Math.max(open.from, day), last, open.offsetMs);
        segments.push({ ...open, to: change });
        open = { from: change, offsetMs: this.ask(change) };
      }
    }
    segments.push({ ...open, to: yearEnd });
    return segments;
  }

  /** The second at which the offset is no longer the one at `low`; it is another one at `high`. */
  private firstChange(low: number, high: number, offsetMs: number): number {
    let before = low;
    let after = high;
    while (after - before > SECOND_MS) {
      const middle = before + Math.floor((after - before) / 2 / SECOND_MS) * SECOND_MS;
      if (this.ask(middle) === offsetMs) before = middle;
      else after = middle;
    }
    return after;
  }

  private ask(at: number): number {
    const [month = 0, day = 0, year = 0, hours = 0, minutes = 0, seconds = 0] = (
      this.format.format(at).match(/\d+/g) ?? []
    ).map(Number);
    return Date.UTC(year, month - 1, day, hours, minutes, seconds) - at;
  }
}
