/** A stretch of time, its end not included; epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A calendar as its file says it; docs/reference/calendars.md. */
export interface CalendarDefinition {
  /** IANA name, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
  /** `HH:MM-HH:MM` in local time, the end not included; a day without windows may be left out. */
  readonly weekly: Readonly<Partial<Record<Weekday, readonly string[]>>>;
  /** Local dates without windows. */
  readonly holidays?: readonly string[];
  /** Windows of certain local dates instead of the weekday’s, also where the date is a holiday. */
  readonly extraWorkingDays?: Readonly<Record<string, readonly string[]>>;
  /** From 1; left out: 1. */
  readonly version?: number;
  /** From when this version is the valid one; left out: always. */
  readonly effectiveFrom?: string;
}

/** Minutes since the local midnight of the window’s date; an end past midnight is beyond 1,440. */
export interface WallWindow {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** A checked calendar. */
export interface CalendarParts {
  readonly id: string;
  readonly version: number;
  readonly timeZone: string;
  /** Epoch milliseconds; null: always. */
  readonly effectiveFrom: number | null;
  /** From Monday; each day’s windows in order and apart from one another. */
  readonly weekly: readonly (readonly WallWindow[])[];
  /** By day number: what holds instead of the weekday’s windows; a holiday has none. */
  readonly dates: ReadonlyMap<number, readonly WallWindow[]>;
}
