import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calendarOf, type BusinessCalendar, type CalendarDefinition } from '@gongdan/calendar';
import { configFolder } from '@gongdan/platform';
import { SeededRandom } from '@gongdan/simulation';
import { benchRow, type BenchOptions, type BenchRow } from '../bench-row.js';
import { DayWalk } from './day-walk.js';

const REPETITIONS = 5;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Instants from here on, over three years. */
const FROM_MS = Date.parse('2024-01-01T00:00:00Z');
const STARTS = Array.from(
  { length: 1_000 },
  (
    (random) => () =>
      FROM_MS + Math.floor(random.next() * 3 * 365 * DAY_MS)
  )(new SeededRandom(1)),
);
/** A near target, and one that takes about ten years of office hours. */
const NEAR_MS = 8 * HOUR_MS;
const TEN_YEARS_MS = 20_000 * HOUR_MS;

interface Rival {
  readonly name: string;
  readonly control: string;
  readonly unit: string;
  /** Both answer how much was done per second. */
  readonly measure: () => number;
  readonly measureControl: () => number;
}

/**
 * Dues per second in one thread, against the usual walk with a library for dates; and whether what lies
 * ten years away costs more per day walked than what lies near.
 */
export function runCalendarBench({ only = '' }: BenchOptions = {}): Promise<BenchRow[]> {
  const rows = rivals()
    .filter(({ name }) => name.includes(only))
    .map(({ name, control, unit, measure, measureControl }) => {
      measure();
      measureControl();
      const pairs = Array.from(
        { length: REPETITIONS },
        () => [measure(), measureControl()] as const,
      );
      return benchRow({ suite: 'calendar', case: name, unit, control }, pairs);
    });
  return Promise.resolve(rows);
}

function rivals(): readonly Rival[] {
  const [office, berlin] = [shipped('office'), shipped('berlin')];
  const calendars = { office: calendarOf('office', office), berlin: calendarOf('berlin', berlin) };
  const against = (name: 'office' | 'berlin', definition: CalendarDefinition): Rival => {
    const walk = new DayWalk(definition);
    compare(calendars[name], walk);
    return {
      name: `due of 8 h, ${name}`,
      control: 'day by day with Luxon',
      unit: 'due/s',
      measure: () => rate(400, (from) => calendars[name].add(from, NEAR_MS)),
      measureControl: () => rate(2, (from) => walk.due(from, NEAR_MS)),
    };
  };
  return [
    against('office', office),
    against('berlin', berlin),
    {
      name: 'due of 8 h, office, with three pauses',
      control: 'the same without pauses',
      unit: 'due/s',
      measure: () => rate(400, (from) => calendars.office.add(from, NEAR_MS, pausesAfter(from))),
      measureControl: () => rate(400, (from) => calendars.office.add(from, NEAR_MS)),
    },
    ...Object.entries(calendars).flatMap(([name, calendar]) => farAndNear(name, calendar)),
  ];
}

function farAndNear(name: string, calendar: BusinessCalendar): readonly Rival[] {
  const due = (businessMs: number, rounds: number) => () =>
    rate(rounds, (from) => calendar.add(from, businessMs)) * meanDays(calendar, businessMs);
  const elapsed = (days: number, rounds: number) => () =>
    rate(rounds, (from) => calendar.between(from - days * DAY_MS, from)) * days;
  return [
    {
      name: `days walked to a due ten years away, ${name}`,
      control: 'to a due of 8 h',
      unit: 'days/s',
      measure: due(TEN_YEARS_MS, 200),
      measureControl: due(NEAR_MS, 400),
    },
    {
      name: `days counted since ten years ago, ${name}`,
      control: 'since ten days ago',
      unit: 'days/s',
      measure: elapsed(3_650, 200),
      measureControl: elapsed(10, 400),
    },
  ];
}

const pausesAfter = (from: number) =>
  [1, 20, 40].map((hours) => ({ from: from + hours * HOUR_MS, to: from + (hours + 2) * HOUR_MS }));

const meanDays = (calendar: BusinessCalendar, businessMs: number): number =>
  STARTS.reduce((sum, from) => sum + (calendar.add(from, businessMs) - from) / DAY_MS, 0) /
  STARTS.length;

/** A control that answers something else would not be one. */
function compare(calendar: BusinessCalendar, walk: DayWalk): void {
  for (const from of STARTS) {
    const [due, control] = [calendar.add(from, NEAR_MS), walk.due(from, NEAR_MS)];
    if (due !== control) throw new Error(`${calendar.id}: ${due} is not ${control} (${from})`);
  }
}

/** Questions per second, every start asked so many times. */
function rate(rounds: number, ask: (from: number) => number): number {
  let sum = 0;
  const startedMs = performance.now();
  for (let round = 0; round < rounds; round += 1) for (const from of STARTS) sum += ask(from);
  const seconds = (performance.now() - startedMs) / 1_000;
  // So that nothing can be left out as unused.
  if (Number.isNaN(sum)) throw new Error('a question without an answer');
  return (rounds * STARTS.length) / seconds;
}

function shipped(id: string): CalendarDefinition {
  const text = readFileSync(join(configFolder('calendars'), `${id}.v1.json`), 'utf8');
  return (JSON.parse(text) as Record<string, CalendarDefinition>)[id]!;
}
