import { randomUUID } from 'node:crypto';
import { instantOf, type StreamName } from '@gongdan/core';
import { EmbeddedFeed, eventFeedMigrations } from '@gongdan/event-feed';
import { InMemoryEventStore } from '@gongdan/event-store';
import pg from 'pg';
import {
  appendRemarks,
  createEffectTable,
  effectsOf,
  uniqueStream,
  type Effect,
} from '../../libs/event-feed/testing/feed-harness.js';
import { Sleeper } from '../../libs/event-feed/testing/sleeper.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';

export const LEASE_MS = 400;
export const CONSUMER = 'test:faults';

/** A process of the feed, as far as one can be had without forking: it can be stopped and killed. */
export interface FeedProcess {
  readonly feed: EmbeddedFeed;
  readonly sleeper: Sleeper;
  /** All its connections break and none of its timers fires again; what it awaits never comes. */
  kill(): Promise<never>;
}

/** One database, one log, several processes of the feed on them. */
export class FeedScene {
  private readonly pools: pg.Pool[] = [];
  private readonly feeds: EmbeddedFeed[] = [];
  readonly pool: pg.Pool;
  readonly store = new InMemoryEventStore({ now: () => instantOf(Date.now()) });
  readonly streams: readonly StreamName[] = Array.from({ length: 4 }, uniqueStream);

  private constructor(private readonly database: TestDatabase) {
    this.pool = this.openPool('the test');
  }

  static async open(): Promise<FeedScene> {
    const scene = new FeedScene(await createTestDatabase(eventFeedMigrations));
    await createEffectTable(scene.pool);
    return scene;
  }

  process(): FeedProcess {
    const name = randomUUID();
    const sleeper = new Sleeper();
    const pool = this.openPool(name);
    const feed = new EmbeddedFeed({
      store: this.store,
      pool,
      clock: { now: () => instantOf(Date.now()) },
      ids: { next: randomUUID },
      random: { next: Math.random },
      settings: { leaseMs: LEASE_MS, standbyMs: 20, flushMs: 20, retryPauseFirstMs: 1 },
      pause: sleeper.pause,
    });
    this.feeds.push(feed);
    return {
      feed,
      sleeper,
      kill: async () => {
        sleeper.fallAsleep();
        // Nobody stops it any more, nor waits for what it has in hand.
        this.feeds.splice(this.feeds.indexOf(feed), 1);
        this.pools.splice(this.pools.indexOf(pool), 1);
        await this.pool.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE application_name = $1 AND datname = current_database()`,
          [name],
        );
        return new Promise<never>(() => undefined);
      },
    };
  }

  /** Writes `count` remarks in turn on the scene’s streams, numbered; answers the last position. */
  async write(count: number, from = 0): Promise<number> {
    let position = 0;
    for (let n = from; n < from + count; n++) {
      const stream = this.streams[n % this.streams.length];
      if (stream) position = await appendRemarks(this.store, stream, `${n}`);
    }
    return position;
  }

  effects(): Promise<readonly Effect[]> {
    return effectsOf(this.pool, CONSUMER);
  }

  /** How the effects differ from one for every event of the log, in order. */
  async contradictions(): Promise<readonly string[]> {
    const effects = await this.effects();
    const letters = (await this.process().feed.deadLetters()).map(({ position }) => position);
    const { events } = await this.store.readLog({ after: 0 });
    const found: string[] = [];
    for (const { position } of events) {
      const times = effects.filter((effect) => effect.position === position).length;
      const parked = letters.includes(position);
      if (times + (parked ? 1 : 0) !== 1) found.push(`event ${position}: ${times} effects`);
    }
    for (const stream of this.streams) {
      const positions = effects.filter((effect) => effect.stream === stream);
      const unordered = positions.some(
        (effect, n) => effect.position < (positions[n - 1]?.position ?? 0),
      );
      if (unordered) found.push(`${stream} is out of order`);
    }
    return found;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.feeds.map((feed) => feed.stop()));
    await Promise.all(this.pools.map((pool) => pool.end()));
    await this.database.drop();
  }

  private openPool(name: string): pg.Pool {
    const pool = new pg.Pool({
      connectionString: this.database.url,
      application_name: name,
      max: 10,
    });
    pool.on('error', () => undefined);
    this.pools.push(pool);
    return pool;
  }
}
