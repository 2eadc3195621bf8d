import type { LimitedTurns } from '@gongdan/core';
import type { LogPage } from '@gongdan/event-store';
import { eventTest, type EventFilter, type EventTest } from '../filter/event-filter.js';
import type { LogFollower, WaitOptions } from './log-follower.js';
import { readFiltered, type FilteredReads } from './read-filtered.js';

export interface FollowingParts {
  readonly follower: LogFollower;
  readonly store: FilteredReads;
  /** Of reads of the store. */
  readonly turns: LimitedTurns;
  /** The log’s end, from the store. */
  readonly end: () => Promise<number>;
}

/**
 * One subscriber’s way along the log. It begins with the store, so that it reads as the log reads now
 * (what was forgotten is forgotten), and takes the rest from the follower’s memory once it has caught up.
 */
export class Following {
  private readonly passes: EventTest;
  private readonly stopListening: () => void;
  private isLive = false;
  /** The page before was full. */
  private isBehind = false;

  constructor(
    private readonly parts: FollowingParts,
    private readonly filter: EventFilter,
  ) {
    this.passes = eventTest(filter);
    this.stopListening = parts.follower.listen();
  }

  /** At most `limit` events that pass after a position; empty, with the position moved on, where none do. */
  async pageAfter(position: number, limit: number): Promise<LogPage> {
    const { follower } = this.parts;
    const recent = this.isLive ? follower.recentPage(position, limit, this.passes) : undefined;
    if (recent) return recent;
    const heard = follower.head;
    const page = await this.readAfter(position, limit);
    this.isLive = heard !== undefined && page.lastPosition >= heard;
    return page;
  }

  /** Most come with a position at the log’s end: thousands of them must not cost a read each. */
  private async readAfter(position: number, limit: number): Promise<LogPage> {
    const { store, turns, end } = this.parts;
    if (!this.isBehind && (await end()) <= position) return { events: [], lastPosition: position };
    const page = await turns.take(() => readFiltered(store, this.filter, position, limit));
    this.isBehind = page.events.length === limit;
    return page;
  }

  /** See `LogFollower.news`. */
  news(position: number, options: WaitOptions): Promise<number> {
    return this.parts.follower.news(position, this.passes, options);
  }

  /** The log’s end, where it is known without asking the store. */
  get logEnd(): number | undefined {
    return this.isLive ? this.parts.follower.head : undefined;
  }

  close(): void {
    this.stopListening();
  }
}
