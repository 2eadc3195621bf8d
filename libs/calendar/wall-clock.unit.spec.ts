import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instantOf } from '@gongdan/core';
import { calendarOf } from './check-calendars.js';
import { WEEKDAYS, type CalendarDefinition } from './calendar-definition.js';
import { at } from './testing/cases.js';
import { WallClockWalk } from './testing/wall-clock-walk.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WALK_MINUTES = 8 * 1_440;

/** Days after which the walls do something: changes of hours, of half an hour, at midnight, of a date. */
const SCENES: readonly (readonly [zone: string, from: string])[] = [
  ['UTC', '2026-03-02T00:00Z'],
  ['Europe/Berlin', '2026-03-26T00:00Z'],
  ['Europe/Berlin', '2026-10-21T00:00Z'],
  ['America/New_York', '2026-03-05T00:00Z'],
  ['America/New_York', '2026-10-29T00:00Z'],
  ['Asia/Kolkata', '2026-12-28T00:00Z'],
  ['Asia/Kathmandu', '2026-05-01T00:00Z'],
  ['Asia/Shanghai', '2025-12-28T00:00Z'],
  ['Australia/Lord_Howe', '2026-04-01T00:00Z'],
  ['Australia/Lord_Howe', '2026-10-01T00:00Z'],
  ['America/Havana', '2026-10-28T00:00Z'],
  ['Africa/Cairo', '2026-04-20T00:00Z'],
  ['America/St_Johns', '2006-10-25T00:00Z'],
  ['Pacific/Apia', '2011-12-26T00:00Z'],
  ['Pacific/Kiritimati', '2026-12-27T00:00Z'],
];

const time = fc
  .integer({ min: 0, max: 95 })
  .map((quarter) => [Math.floor(quarter / 4), (quarter % 4) * 15])
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const window = fc
  .tuple(
    time,
    fc.oneof({ weight: 9, arbitrary: time }, { weight: 1, arbitrary: fc.constant('24:00') }),
  )
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => `${from}-${to}`);
const windows = fc.array(window, { maxLength: 3 });

const definitionIn = (timeZone: string, from: number): fc.Arbitrary<CalendarDefinition> => {
  const date = fc
    .integer({ min: -1, max: 9 })
    .map((days) => instantOf(from + days * DAY_MS).slice(0, 10));
  return fc
    .record({
      weekly: fc.record(Object.fromEntries(WEEKDAYS.map((day) => [day, windows])), {
        requiredKeys: [],
      }),
      holidays: fc.array(date, { maxLength: 3 }),
      extraWorkingDays: fc.dictionary(date, fc.array(window, { minLength: 1, maxLength: 2 }), {
        maxKeys: 3,
      }),
    })
    .map((parts) => ({ timeZone, ...parts }))
    .filter(
      ({ weekly, extraWorkingDays }) =>
        Object.keys(extraWorkingDays ?? {}).length > 0 ||
        Object.values(weekly).some((day) => day !== undefined && day.length > 0),
    );
};

const scene = fc.constantFrom(...SCENES).chain(([timeZone, text]) => {
  const from = at(text);
  const minute = fc.integer({ min: 0, max: WALK_MINUTES - 1 }).map((n) => from + n * MINUTE_MS);
  const pause = fc.tuple(minute, minute).map(([one, other]) => ({
    from: Math.min(one, other),
    to: Math.max(one, other),
  }));
  return fc.record({
    from: fc.constant(from),
    definition: definitionIn(timeZone, from),
    start: minute,
    until: minute,
    targetMs: fc.integer({ min: 0, max: 3_000 }).map((minutes) => minutes * MINUTE_MS),
    pauses: fc.array(pause, { maxLength: 4 }),
  });
});

describe('a calendar and a walk along the wall clock, minute by minute', () => {
  it('agree about everything, whatever the calendar', () => {
    let answered = 0;
    fc.assert(
      fc.property(scene, ({ from, definition, start, until, targetMs, pauses }) => {
        const calendar = calendarOf('random', definition);
        const walk = new WallClockWalk(definition, from, WALK_MINUTES);
        const [first, last] = [Math.min(start, until), Math.max(start, until)];
        expect([...calendar.spans(first, last)]).toEqual(walk.spans(first, last));
        expect(calendar.isOpen(start)).toBe(walk.isOpen(start));
        expect(calendar.between(first, last, pauses)).toBe(walk.elapsed(first, last, pauses));
        const due = walk.due(start, targetMs, pauses);
        if (due !== undefined) {
          answered += 1;
          expect(calendar.add(start, targetMs, pauses)).toBe(due);
        }
        const latest = walk.start(until, targetMs, pauses);
        if (latest !== undefined) expect(calendar.subtract(until, targetMs, pauses)).toBe(latest);
      }),
      { numRuns: 120 },
    );
    expect(answered).toBeGreaterThan(20);
  });

  it('adding and taking away are inverse in business time', () => {
    fc.assert(
      fc.property(
        scene,
        fc.integer({ min: 1, max: 10 ** 9 }),
        ({ definition, start }, targetMs) => {
          const calendar = calendarOf('random', {
            ...definition,
            weekly: { ...definition.weekly, thu: ['22:30-03:15'] },
          });
          const due = calendar.add(start, targetMs);
          expect(calendar.between(start, due)).toBe(targetMs);
          expect(calendar.between(start, due - 1)).toBeLessThan(targetMs);
          const latest = calendar.subtract(due, targetMs);
          expect(latest).toBe(calendar.nextOpening(start));
          expect(calendar.add(latest, targetMs)).toBe(due);
        },
      ),
      { numRuns: 150 },
    );
  });
});
