const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The simulated house works Monday to Saturday, 08:30–18:00 at UTC+8 (no DST there). */
const ZONE_OFFSET_MS = 8 * HOUR_MS;
const OPENS_MS = 8.5 * HOUR_MS;
const CLOSES_MS = 18 * HOUR_MS;

/** Good enough for believable load; promises are computed by real calendars, never by this. */
export function nextWorkingMs(epochMs: number): number {
  const local = epochMs + ZONE_OFFSET_MS;
  const day = Math.floor(local / DAY_MS);
  const timeOfDay = local - day * DAY_MS;
  if (isSunday(day) || timeOfDay >= CLOSES_MS) return opening(day + 1);
  return timeOfDay < OPENS_MS ? opening(day) : epochMs;
}

/** Adds working time: what does not fit into today goes on when the house opens again. */
export function addWorkingMs(epochMs: number, durationMs: number): number {
  let at = nextWorkingMs(epochMs);
  let rest = durationMs;
  for (;;) {
    const left = closingOf(at) - at;
    if (rest < left) return at + rest;
    rest -= left;
    at = nextWorkingMs(closingOf(at));
  }
}

export const workingDaysBefore = (epochMs: number, days: number): number =>
  workingDaysAway(epochMs, days, -DAY_MS);

export const workingDaysAfter = (epochMs: number, days: number): number =>
  workingDaysAway(epochMs, days, DAY_MS);

function workingDaysAway(epochMs: number, days: number, dayMs: number): number {
  let at = epochMs;
  for (let left = days; left > 0;) {
    at += dayMs;
    if (!isSunday(Math.floor((at + ZONE_OFFSET_MS) / DAY_MS))) left -= 1;
  }
  return at;
}

/** Opening time of the day that this moment falls on. */
export const openingOf = (epochMs: number): number =>
  opening(Math.floor((epochMs + ZONE_OFFSET_MS) / DAY_MS));

/** 1 January 1970 was a Thursday. */
const isSunday = (day: number): boolean => (day + 4) % 7 === 0;

const opening = (day: number): number =>
  (isSunday(day) ? day + 1 : day) * DAY_MS + OPENS_MS - ZONE_OFFSET_MS;

const closingOf = (epochMs: number): number =>
  Math.floor((epochMs + ZONE_OFFSET_MS) / DAY_MS) * DAY_MS + CLOSES_MS - ZONE_OFFSET_MS;
