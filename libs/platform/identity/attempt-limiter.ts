import { epochMsOf, LeastRecentlyUsed, ok, refuse, type Clock, type Result } from '@gongdan/core';

const WINDOW_MS = 60_000;
/** How soon to try again where attempts under way, not failed ones, take all there is. */
const UNDER_WAY_SECONDS = 1;
/** Most names that are watched; the one tried longest ago is forgotten first. */
export const WATCHED_MAX = 10_000;

interface Count {
  readonly since: number;
  underWay: number;
  failed: number;
}

/** One attempt under way. Whoever began it calls exactly one of these, once. */
export interface Attempt {
  /** It succeeded, or came to nothing: it does not count any more. */
  giveBack(): void;
  /** It counts for the rest of its window. */
  failed(): void;
}

/**
 * Limits failed attempts per name (a network address, an account) in windows of a minute. An attempt
 * counts from its beginning and is given back where it succeeds: so many at once fail no more often than
 * one after the other.
 */
export class AttemptLimiter {
  private readonly counts = new LeastRecentlyUsed<string, Count>(WATCHED_MAX);

  constructor(
    private readonly clock: Clock,
    private readonly attemptsMax: number,
  ) {}

  /** Begins an attempt under all the names; refused where one has none left, with the seconds to wait. */
  begin(names: readonly string[]): Result<Attempt, number> {
    const seconds = Math.max(...names.map((name) => this.secondsToWait(name)));
    if (seconds > 0) return refuse(seconds);
    const counts = names.map((name) => this.reserve(name));
    return ok({
      giveBack: () => counts.forEach((count) => count.underWay--),
      failed: () =>
        counts.forEach((count) => {
          count.underWay--;
          count.failed++;
        }),
    });
  }

  private secondsToWait(name: string): number {
    const count = this.current(name);
    if (count === undefined || count.failed + count.underWay < this.attemptsMax) return 0;
    if (count.failed < this.attemptsMax) return UNDER_WAY_SECONDS;
    return Math.max(1, Math.ceil((count.since + WINDOW_MS - this.now()) / 1_000));
  }

  private reserve(name: string): Count {
    const count = this.current(name) ?? { since: this.now(), underWay: 0, failed: 0 };
    count.underWay++;
    this.counts.set(name, count);
    return count;
  }

  private current(name: string): Count | undefined {
    const count = this.counts.get(name);
    if (count === undefined) return undefined;
    const ageMs = this.now() - count.since;
    if (ageMs >= 0 && ageMs < WINDOW_MS) return count;
    this.counts.delete(name); // the window is over, or the clock stepped back behind it
    return undefined;
  }

  private now(): number {
    return epochMsOf(this.clock.now());
  }
}
