import type { CalendarParts, Span } from '@gongdan/calendar';
import { DateTime } from 'luxon';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** Windows and changes of zones begin and end at whole quarters of an hour; the constructor checks it. */
const STEP_MS = 15 * MINUTE_MS;
const HORIZON_DAYS = 800;
/** By zone and moment, in minutes: looked up once. */
const OFFSETS = new Map<string, Map<number, number>>();

/**
 * Business time in the slow and obvious way: the wall clock is looked at every quarter of an hour. Imports
 * nothing that runs of the calendar it judges. What was looked at is kept by days of UTC.
 */
export class WallCalendar {
  private readonly days = new Map<number, readonly Span[]>();
  private readonly zone: string;
  private readonly offsets: Map<number, number>;

  constructor(
    readonly parts: CalendarParts,
    summerTimeIgnored = false,
  ) {
    const minutes = [...parts.weekly, ...parts.dates.values()]
      .flat()
      .flatMap(({ fromMinute, toMinute }) => [fromMinute, toMinute]);
    if (minutes.some((minute) => (minute * MINUTE_MS) % STEP_MS !== 0)) {
      throw new RangeError(`${parts.id} has windows that are not whole quarters of an hour`);
    }
    const { timeZone } = parts;
    const winter = DateTime.fromISO('2026-01-01', { zone: timeZone });
    this.zone = summerTimeIgnored ? `UTC${winter.toFormat('ZZ')}` : timeZone;
    this.offsets = OFFSETS.get(this.zone) ?? new Map();
    OFFSETS.set(this.zone, this.offsets);
  }

  /** Open spans between two moments, in order. */
  *open(from: number, to: number): Generator<Span> {
    for (let day = Math.floor(from / DAY_MS); day * DAY_MS < to; day += 1) {
      for (const span of this.openOn(day)) {
        const start = Math.max(span.from, from);
        const end = Math.min(span.to, to);
        if (start < end) yield { from: start, to: end };
      }
    }
  }

  elapsed(from: number, to: number): number {
    let passed = 0;
    for (const span of this.open(from, to)) passed += span.to - span.from;
    return passed;
  }

  /** The first moment at which so much has passed since the start; spans in `rests` do not count. */
  due(start: number, target: number, rests: readonly Span[] = []): number {
    if (target === 0) return start;
    const inOrder = rests.toSorted((a, b) => a.from - b.from);
    let left = target;
    for (const span of this.open(start, start + HORIZON_DAYS * DAY_MS)) {
      for (const piece of without(span, inOrder)) {
        const length = piece.to - piece.from;
        if (left <= length) return piece.from + left;
        left -= length;
      }
    }
    throw new RangeError('nothing falls due');
  }

  /** The first moment at which the wall shows the time of day, or more, so many working days later. */
  deadline(at: number, workingDays: number, timeOfDay: string): number {
    let day = Math.floor(this.shownAt(at - (at % STEP_MS)) / DAY_MS);
    for (let left = workingDays; left > 0;) {
      day += 1;
      if (this.windowsOf(day).length > 0) left -= 1;
    }
    const [hours = 0, minutes = 0] = timeOfDay.split(':').map(Number);
    const wanted = day * DAY_MS + (hours * 60 + minutes) * MINUTE_MS;
    // No zone of these is further than half a day from UTC.
    for (let moment = wanted - DAY_MS / 2; ; moment += STEP_MS) {
      if (this.shownAt(moment) >= wanted) return moment;
    }
  }

  private openOn(day: number): readonly Span[] {
    const known = this.days.get(day);
    if (known) return known;
    const spans: { from: number; to: number }[] = [];
    for (let at = day * DAY_MS; at < (day + 1) * DAY_MS; at += STEP_MS) {
      if (!this.isOpen(at)) continue;
      const last = spans.at(-1);
      if (last?.to === at) last.to += STEP_MS;
      else spans.push({ from: at, to: at + STEP_MS });
    }
    this.days.set(day, spans);
    return spans;
  }

  private isOpen(at: number): boolean {
    const wall = this.shownAt(at);
    const day = Math.floor(wall / DAY_MS);
    const minute = (wall - day * DAY_MS) / MINUTE_MS;
    const shows = (shown: number) => (window: { fromMinute: number; toMinute: number }) =>
      shown >= window.fromMinute && shown < window.toMinute;
    return (
      this.windowsOf(day).some(shows(minute)) || this.windowsOf(day - 1).some(shows(minute + 1_440))
    );
  }

  /** What the wall shows at a quarter of an hour, counted as if it were UTC. */
  private shownAt(at: number): number {
    const offset = this.offsets.get(at) ?? DateTime.fromMillis(at, { zone: this.zone }).offset;
    this.offsets.set(at, offset);
    return at + offset * MINUTE_MS;
  }

  /** By the number of the local date since 1970, which began on a Thursday. */
  private windowsOf(day: number): CalendarParts['weekly'][number] {
    const { dates, weekly } = this.parts;
    return dates.get(day) ?? weekly[(day + 3) % 7] ?? [];
  }
}

/** What is left of a span; the others in order. */
function* without(span: Span, others: readonly Span[]): Generator<Span> {
  let { from } = span;
  for (const other of others) {
    if (other.to <= from) continue;
    if (other.from >= span.to) break;
    if (other.from > from) yield { from, to: other.from };
    from = other.to;
  }
  if (from < span.to) yield { from, to: span.to };
}
