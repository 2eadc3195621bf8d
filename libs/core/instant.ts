/** A moment: UTC, ISO 8601 with exactly three decimals (`2026-03-02T09:00:00.000Z`). Sorts as text. */
export type Instant = string & { readonly __brand: 'Instant' };

/** The first and last instants the engine accepts: what fits a four-digit year. */
export const INSTANT_MIN = '0001-01-01T00:00:00.000Z' as Instant;
export const INSTANT_MAX = '9999-12-31T23:59:59.999Z' as Instant;

/**
 * The earliest moment at which anything may be said to have happened. Business calendars answer from 1970 on, and no
 * promise could be kept about what is older; a year of 0026 is a slip of the hand.
 */
export const OCCURRED_MIN = '1970-01-01T00:00:00.000Z' as Instant;

export const instantOf = (epochMs: number): Instant => new Date(epochMs).toISOString() as Instant;

/** The same of a moment that there may not be. */
export const instantOrNull = (epochMs: number | null): Instant | null =>
  epochMs === null ? null : instantOf(epochMs);

export const epochMsOf = (instant: Instant): number => Date.parse(instant);

const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads an ISO 8601 instant that names its offset. Answers undefined for anything else: a time without
 * an offset (ambiguous), a day that does not exist (30 February), a year outside 0001–9999.
 * Fractions finer than a millisecond are cut off.
 */
export function parseInstant(text: string): Instant | undefined {
  const epochMs = Date.parse(text);
  if (!WITH_OFFSET.test(text) || Number.isNaN(epochMs) || !dayExists(text)) return undefined;
  if (epochMs < Date.parse(INSTANT_MIN) || epochMs > Date.parse(INSTANT_MAX)) return undefined;
  return instantOf(epochMs);
}

/** `Date.parse` takes 30 February for 2 March; what has no such month or day number at all it refuses. */
function dayExists(text: string): boolean {
  const day = text.slice(0, '2026-03-02'.length);
  return instantOf(Date.parse(day)).startsWith(day);
}
