import { randomUUID } from 'node:crypto';
import { instantOf } from '@gongdan/core';
import { InMemoryEventStore } from '@gongdan/event-store';
import pg from 'pg';
import { createTestDatabase } from '../../../test/setup/test-database.js';
import { eventFeedMigrations } from '../migrations/index.js';
import { describeEventFeedContract } from '../testing/contract-suite.js';
import { EmbeddedFeed } from './embedded-feed.js';

const LEASE_MS = 600;

describeEventFeedContract('the embedded feed', async () => {
  const database = await createTestDatabase(eventFeedMigrations);
  const pool = new pg.Pool({ connectionString: database.url, max: 20 });
  const clock = { now: () => instantOf(Date.now()) };
  const store = new InMemoryEventStore(clock);
  return {
    store,
    pool,
    leaseMs: LEASE_MS,
    feed: ({ sleeper, onNotice } = {}) =>
      new EmbeddedFeed({
        store,
        pool,
        clock,
        ids: { next: randomUUID },
        random: { next: Math.random },
        settings: { leaseMs: LEASE_MS, standbyMs: 50, flushMs: 50, retryPauseFirstMs: 1 },
        ...(sleeper === undefined ? {} : { pause: sleeper.pause }),
        ...(onNotice === undefined ? {} : { onNotice }),
      }),
    async dispose() {
      await pool.end();
      await store.close();
      await database.drop();
    },
  };
});
