import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LimitedTurns } from '@gongdan/core';
import { realPause } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import { EVENT_STORE, systemRandom } from '@gongdan/platform';
import type { EventFilter } from '../filter/event-filter.js';
import { Following } from './following.js';
import { LogFollower } from './log-follower.js';
import { SharedAnswer } from './shared-answer.js';

/** Reads of the store at once by all who catch up: commands need its connections, too. */
export const CATCH_UP_READS_AT_ONCE_MAX = 2;

/** The log as everything follows it that a process holds open for other systems. */
@Injectable()
export class FollowedLog implements OnApplicationShutdown {
  readonly follower: LogFollower;
  private readonly turns = new LimitedTurns(CATCH_UP_READS_AT_ONCE_MAX);
  private readonly sharedEnd: SharedAnswer<number>;

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {
    this.sharedEnd = new SharedAnswer(() => store.lastPosition());
    this.follower = new LogFollower(store, realPause, systemRandom);
  }

  /** To be closed. */
  follow(filter: EventFilter): Following {
    const { follower, store, turns } = this;
    return new Following({ follower, store, turns, end: () => this.end() }, filter);
  }

  /** Position of the newest event: one question to the store, however many ask at once. */
  end(): Promise<number> {
    return this.sharedEnd.get();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.follower.close();
  }
}
