const MINUTE_MS = 60_000;

/** Pauses after the first failure of a notice, the second …; after one more it is given up: within a day. */
export const NOTICE_PAUSES_MS: readonly number[] = [1, 5, 15, 60, 180, 360, 720].map(
  (minutes) => minutes * MINUTE_MS,
);

/** Longest pause that a receiver can ask for; the schedule’s own may be longer. */
export const RETRY_AFTER_MS_MAX = 3_600_000;
