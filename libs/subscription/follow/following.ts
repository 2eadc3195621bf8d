import type { LimitedTurns } from '@gongdan/core';
import type { LogPage } from '@gongdan/event-store';
import { eventTest, type EventFilter, type EventTest } from '../filter/event-filter.js';
import type { LogFollower, WaitOptions } from './log-follower.js';
import { readFiltered, type FilteredReads } from './read-filtered.js';

/**
 * One subscriber’s way along the log. It begins with the store, so that it reads as the log reads now
 * (what was forgotten is forgotten), and takes the rest from the follower’s memory once it has caught up.
 */
export class Following {
  private readonly passes: EventTest;
  private readonly stopListening: () => void;
  private isLive = false;

  constructor(
    private readonly follower: LogFollower,
    private readonly store: FilteredReads,
    private readonly turns: LimitedTurns,
    private readonly filter: EventFilter,
  ) {
    this.passes = eventTest(filter);
    this.stopListening = follower.listen();
  }

  /** At most `limit` events that pass after a position; empty, with the position moved on, where none do. */
  async pageAfter(position: number, limit: number): Promise<LogPage> {
    const recent = this.isLive ? this.follower.recentPage(position, limit, this.passes) : undefined;
    if (recent) return recent;
    return this.turns.take(async () => {
      const heard = this.follower.head;
      const page = await readFiltered(this.store, this.filter, position, limit);
      this.isLive = heard !== undefined && page.lastPosition >= heard;
      return page;
    });
  }

  /** See `LogFollower.news`. */
  news(position: number, options: WaitOptions): Promise<number> {
    return this.follower.news(position, this.passes, options);
  }

  /** The log’s end, where it is known without asking the store. */
  get logEnd(): number | undefined {
    return this.isLive ? this.follower.head : undefined;
  }

  close(): void {
    this.stopListening();
  }
}
