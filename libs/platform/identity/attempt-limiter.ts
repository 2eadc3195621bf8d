import { epochMsOf, type Clock } from '@gongdan/core';

const WINDOW_MS = 60_000;
/** Most names that are watched; the one counted longest ago is forgotten first. */
export const WATCHED_MAX = 10_000;

interface Count {
  readonly since: number;
  failures: number;
}

/** Counts failed attempts per name (a network address, an account) in windows of a minute. */
export class AttemptLimiter {
  private readonly counts = new Map<string, Count>();

  constructor(
    private readonly clock: Clock,
    private readonly attemptsMax: number,
  ) {}

  /** Seconds until the next attempt is allowed; 0: it is now. */
  secondsToWait(name: string): number {
    const count = this.current(name);
    if (count === undefined || count.failures < this.attemptsMax) return 0;
    return Math.max(1, Math.ceil((count.since + WINDOW_MS - this.now()) / 1_000));
  }

  failed(name: string): void {
    const count = this.current(name) ?? { since: this.now(), failures: 0 };
    count.failures++;
    this.counts.delete(name);
    this.counts.set(name, count);
    if (this.counts.size <= WATCHED_MAX) return;
    const oldest = this.counts.keys().next();
    if (!oldest.done) this.counts.delete(oldest.value);
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
