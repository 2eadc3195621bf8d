import type { Instant } from './instant.js';

/** When something is decided, and when it is said to have happened: not later than `now`, and equal where it is now. */
export interface Occurrence {
  readonly now: Instant;
  readonly occurredAt: Instant;
}

/**
 * When it happened. What happens now is not before `latest`, the latest that is known of (null: nothing), though this
 * clock was set back since: promises are judged in the order of these moments, and one would rest, or run, for good.
 */
export const momentAfter = (latest: Instant | null, { now, occurredAt }: Occurrence): Instant =>
  occurredAt === now && latest !== null && now < latest ? latest : occurredAt;
