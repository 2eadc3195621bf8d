import type { CalendarDefinition } from '../calendar-definition.js';

export interface HolidayRequest {
  /** ISO 3166-1, e.g. `CN`, `DE`. */
  readonly country: string;
  /** State or region as date-holidays names it, e.g. `BE`. */
  readonly region?: string;
  readonly fromYear: number;
  readonly toYear: number;
  /** What is worked on a make-up working day, e.g. `["08:30-12:00", "13:30-18:00"]`. */
  readonly windows?: readonly string[];
}

export type HolidayLists = Required<Pick<CalendarDefinition, 'holidays' | 'extraWorkingDays'>>;

/** What is known of some years: days off, and days worked though they are at a weekend. */
export interface KnownDays {
  readonly holidays: readonly string[];
  readonly workingDays: readonly string[];
}
