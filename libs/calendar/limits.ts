const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * HOUR_MS;
export const DAY_MINUTES = 1_440;

/** The years in which calendars answer, as UTC has them; outside them the rules of zones are guesses. */
export const CALENDAR_YEAR_MIN = 1970;
export const CALENDAR_YEAR_MAX = 2200;
/** How far from its start an answer is looked for: twenty leap years. What lies beyond is never due. */
export const DUE_HORIZON_DAYS = 20 * 366;
export const DUE_HORIZON_MS = DUE_HORIZON_DAYS * DAY_MS;
/** Longest business time that may be asked for: ten years round the clock. */
export const BUSINESS_DURATION_HOURS_MAX = 87_600;
export const BUSINESS_DURATION_MS_MAX = BUSINESS_DURATION_HOURS_MAX * HOUR_MS;
/** Most working days of one deadline. */
export const DEADLINE_WORKING_DAYS_MAX = 2_000;
/** Years kept expanded by one calendar; the one expanded first goes first. */
export const YEARS_EXPANDED_MAX = 64;

/** Most windows of one day, and most dates of one list. */
export const WINDOWS_PER_DAY_MAX = 24;
export const DATES_MAX = 10_000;
export const CALENDAR_VERSION_MAX = 1_000_000;
/** Largest calendar file, in characters. */
export const CALENDAR_FILE_LENGTH_MAX = 1_000_000;
/** Ids of calendars: what fits a file’s name, a column and a URL. */
export const CALENDAR_ID_LENGTH_MAX = 64;
