import { DateTime, IANAZone } from 'luxon';
import { WEEKDAYS, type CalendarDefinition, type Span } from '../calendar-definition.js';

const MINUTE_MS = 60_000;

/**
 * The rule in the slow and obvious way, with nothing of the production code: look at the wall clock of
 * every minute. Right where windows, pauses and changes of the zone begin and end at whole minutes.
 */
function isOpenByWallClock(windowsOn: WindowsOn, wall: DateTime): boolean {
  const minute = wall.hour * 60 + wall.minute;
  const { today, dayBefore } = windowsOn(wall);
  return (
    today.some(([from, to]) => (from < to ? minute >= from && minute < to : minute >= from)) ||
    dayBefore.some(([from, to]) => to < from && minute < to)
  );
}

type Windows = readonly (readonly [number, number])[];
type WindowsOn = (wall: DateTime) => { readonly today: Windows; readonly dayBefore: Windows };

/** Remembers what it has read for a date: reading it again for each minute would take most of the time. */
function windowsReader(definition: CalendarDefinition): WindowsOn {
  const known = new Map<number, ReturnType<WindowsOn>>();
  return ({ year, month, day }) => {
    const key = (year * 100 + month) * 100 + day;
    let found = known.get(key);
    if (found === undefined) {
      const date = DateTime.utc(year, month, day);
      // The date before as the wall counts dates, not 24 hours ago.
      const dayBefore = windowsOf(definition, date.minus({ days: 1 }));
      found = { today: windowsOf(definition, date), dayBefore };
      known.set(key, found);
    }
    return found;
  };
}

function windowsOf(definition: CalendarDefinition, date: DateTime): Windows {
  const name = date.toFormat('yyyy-MM-dd');
  const weekday = WEEKDAYS[date.weekday - 1]!;
  const texts =
    definition.extraWorkingDays?.[name] ??
    (definition.holidays?.includes(name) ? [] : (definition.weekly[weekday] ?? []));
  return texts.map((text) => {
    const [from, to] = text.split('-').map((time) => {
      const [hours, minutes] = time.split(':').map(Number);
      return hours! * 60 + minutes!;
    });
    return [from!, to!] as const;
  });
}

/** Minutes of a stretch: which are open. */
export class WallClockWalk {
  private readonly open: readonly boolean[];

  constructor(
    definition: CalendarDefinition,
    private readonly from: number,
    minutes: number,
  ) {
    const windowsOn = windowsReader(definition);
    const zone = IANAZone.create(definition.timeZone);
    this.open = Array.from({ length: minutes }, (_, minute) =>
      isOpenByWallClock(windowsOn, DateTime.fromMillis(from + minute * MINUTE_MS, { zone })),
    );
  }

  isOpen(at: number): boolean {
    return this.open[Math.floor((at - this.from) / MINUTE_MS)]!;
  }

  /** Undefined: not within the stretch. */
  due(start: number, targetMs: number, pauses: readonly Span[]): number | undefined {
    let passedMs = 0;
    let at = start;
    for (; passedMs < targetMs; at += MINUTE_MS) {
      if ((at - this.from) / MINUTE_MS >= this.open.length) return undefined;
      if (this.counts(at, pauses)) passedMs += MINUTE_MS;
    }
    return at;
  }

  /** The latest start; undefined: not within the stretch. */
  start(due: number, targetMs: number, pauses: readonly Span[]): number | undefined {
    let passedMs = 0;
    let at = due;
    while (passedMs < targetMs) {
      at -= MINUTE_MS;
      if (at < this.from) return undefined;
      if (this.counts(at, pauses)) passedMs += MINUTE_MS;
    }
    return at;
  }

  elapsed(from: number, to: number, pauses: readonly Span[]): number {
    let passedMs = 0;
    for (let at = from; at < to; at += MINUTE_MS) {
      if (this.counts(at, pauses)) passedMs += MINUTE_MS;
    }
    return passedMs;
  }

  spans(from: number, to: number): readonly Span[] {
    const spans: { from: number; to: number }[] = [];
    for (let at = from; at < to; at += MINUTE_MS) {
      const last = spans.at(-1);
      if (!this.isOpen(at)) continue;
      if (last !== undefined && last.to === at) last.to += MINUTE_MS;
      else spans.push({ from: at, to: at + MINUTE_MS });
    }
    return spans;
  }

  private counts(at: number, pauses: readonly Span[]): boolean {
    return this.isOpen(at) && !pauses.some(({ from, to }) => at >= from && at < to);
  }
}
