import { randomUUID } from 'node:crypto';
import { instantOf, type RecordedEvent } from '@gongdan/core';
import { InMemoryEventStore } from '@gongdan/event-store';
import pg from 'pg';
import { createTestDatabase } from '../../../test/setup/test-database.js';
import { eventFeedMigrations } from '../migrations/index.js';
import { describeEventFeedContract } from '../testing/contract-suite.js';
import { createTestTopics } from './testing/test-topics.js';
import { KafkaFeed } from './kafka-feed.js';
import { Relay } from './relay/relay.js';
import { RelayStore } from './relay/relay-store.js';

const LEASE_MS = 600;

describeEventFeedContract('the feed over Kafka', async () => {
  const database = await createTestDatabase(eventFeedMigrations);
  const pool = new pg.Pool({ connectionString: database.url, max: 20 });
  const clock = { now: () => instantOf(Date.now()) };
  const random = { next: Math.random };
  const rawStore = new InMemoryEventStore(clock);
  const store = Object.assign(rawStore, {
    open: (events: readonly RecordedEvent[]) => Promise.resolve(events),
  });
  const { broker, topics, remove } = await createTestTopics();
  const state = new RelayStore(pool, topics.prefix, LEASE_MS, randomUUID());
  const relay = new Relay({ rawStore, broker, topics, state, random });
  const over = new AbortController();
  const relaying = relay.run(over.signal);
  return {
    store,
    pool,
    leaseMs: LEASE_MS,
    feed: ({ sleeper, onNotice } = {}) =>
      new KafkaFeed({
        store,
        pool,
        clock,
        ids: { next: randomUUID },
        random,
        broker,
        topics,
        state,
        settings: { leaseMs: LEASE_MS, standbyMs: 50, flushMs: 50, retryPauseFirstMs: 1 },
        ...(sleeper === undefined ? {} : { pause: sleeper.pause }),
        ...(onNotice === undefined ? {} : { onNotice }),
      }),
    async dispose() {
      over.abort();
      await relaying;
      await remove();
      await pool.end();
      await store.close();
      await database.drop();
    },
  };
});
