import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LimitedTurns } from '@gongdan/core';
import { realPause } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import { EVENT_STORE, systemRandom } from '@gongdan/platform';
import type { EventFilter } from '../filter/event-filter.js';
import { Following } from './following.js';
import { LogFollower } from './log-follower.js';

/** Reads of the store at once by all who catch up: commands need its connections, too. */
export const CATCH_UP_READS_AT_ONCE_MAX = 2;

/** The log as everything follows it that a process holds open for other systems. */
@Injectable()
export class FollowedLog implements OnApplicationShutdown {
  readonly follower: LogFollower;
  private readonly turns = new LimitedTurns(CATCH_UP_READS_AT_ONCE_MAX);

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {
    this.follower = new LogFollower(store, realPause, systemRandom);
  }

  /** To be closed. */
  follow(filter: EventFilter): Following {
    return new Following(this.follower, this.store, this.turns, filter);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.follower.close();
  }
}
