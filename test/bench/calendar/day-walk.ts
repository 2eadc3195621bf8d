import { DateTime, IANAZone } from 'luxon';
import { WEEKDAYS, type CalendarDefinition } from '@gongdan/calendar';

type Time = Readonly<{ hour: number; minute: number }>;

/**
 * The control: the usual way, day by day with a library for dates. Right on ordinary days, and no more
 * is asked of it. Its windows are read beforehand.
 */
export class DayWalk {
  private readonly zone: IANAZone;
  private readonly holidays: ReadonlySet<string>;
  private readonly weekly: readonly (readonly (readonly [Time, Time])[])[];
  private readonly extra: ReadonlyMap<string, readonly (readonly [Time, Time])[]>;

  constructor({ timeZone, weekly, holidays, extraWorkingDays }: CalendarDefinition) {
    this.zone = IANAZone.create(timeZone);
    this.holidays = new Set(holidays);
    this.weekly = WEEKDAYS.map((day) => (weekly[day] ?? []).map(windowOf));
    this.extra = new Map(
      Object.entries(extraWorkingDays ?? {}).map(([date, windows]) => [
        date,
        windows.map(windowOf),
      ]),
    );
  }

  due(from: number, businessMs: number): number {
    let left = businessMs;
    let day = DateTime.fromMillis(from, { zone: this.zone }).startOf('day');
    for (;;) {
      for (const [start, end] of this.windowsOf(day)) {
        const opening = Math.max(day.set(start).toMillis(), from);
        const open = day.set(end).toMillis() - opening;
        if (open <= 0) continue;
        if (open >= left) return opening + left;
        left -= open;
      }
      day = day.plus({ days: 1 });
    }
  }

  private windowsOf(day: DateTime): readonly (readonly [Time, Time])[] {
    const date = day.toISODate() ?? '';
    const extra = this.extra.get(date);
    if (extra !== undefined) return extra;
    return this.holidays.has(date) ? [] : (this.weekly[day.weekday - 1] ?? []);
  }
}

function windowOf(text: string): readonly [Time, Time] {
  const [from, to] = text.split('-').map((time) => {
    const [hour, minute] = time.split(':').map(Number);
    return { hour: hour ?? 0, minute: minute ?? 0 };
  });
  return [from!, to!];
}
