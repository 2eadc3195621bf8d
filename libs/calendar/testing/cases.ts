import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CalendarDefinition } from '../calendar-definition.js';

export interface BusinessTimeCase {
  readonly id: string;
  readonly calendar: string;
  readonly start: string;
  readonly target: string;
  readonly pauses: readonly (readonly [string, string])[];
  readonly due: string;
  readonly until: string;
  readonly elapsed: string;
}

export const CALENDARS_FILE = join(import.meta.dirname, 'calendars.json');

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

export const CASE_CALENDARS = read(CALENDARS_FILE) as Readonly<Record<string, CalendarDefinition>>;
export const CASES = read(
  join(import.meta.dirname, 'business-time.json'),
) as readonly BusinessTimeCase[];

/** `2026-03-02T09:00Z` in epoch milliseconds. */
export const at = (text: string): number => Date.parse(text);

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** The same windows on every day, or on some. */
export const everyDay = (
  timeZone: string,
  windows: readonly string[],
  days: readonly (typeof DAYS)[number][] = DAYS,
): CalendarDefinition => ({
  timeZone,
  weekly: Object.fromEntries(days.map((day) => [day, windows])),
});
