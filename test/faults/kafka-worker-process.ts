// A process with a relay or a feed, for relay-processes.kafka.spec.ts; its orders are in the first argument.
import { randomUUID } from 'node:crypto';
import { armFaultPoint, instantOf, type RecordedEvent } from '@gongdan/core';
import {
  KafkaFeed,
  openBroker,
  Relay,
  RELAY_DEFAULTS,
  RelayStore,
  Topics,
} from '@gongdan/event-feed';
import { PostgresEventStore } from '@gongdan/event-store';
import pg from 'pg';
import { recorder } from '../../libs/event-feed/testing/feed-harness.js';
import type { KafkaWorkerOrders } from './kafka-worker.js';
import { CONSUMER } from './relay-scene.js';

const { databaseUrl, brokers, prefix, role, name, leaseMs, fault } = JSON.parse(
  process.argv[2] ?? '',
) as KafkaWorkerOrders;

const say = (notice: { kind: string; message: string }): void =>
  void process.send?.(`${notice.kind}: ${notice.message}`);
const store = await PostgresEventStore.open({ connection: databaseUrl });
const pool = new pg.Pool({ connectionString: databaseUrl, max: 12 });
pool.on('error', () => undefined);
const broker = await openBroker({ brokers: [brokers] }, () => undefined);
const topics = new Topics(prefix);
const random = { next: Math.random };
const state = new RelayStore(pool, prefix, leaseMs ?? RELAY_DEFAULTS.leaseMs, randomUUID());
const lease = leaseMs === undefined ? {} : { leaseMs, standbyMs: 50 };

if (fault !== undefined) {
  const [point, times] = fault;
  let passed = 0;
  armFaultPoint(point, () => {
    if (++passed === times) process.kill(process.pid, 'SIGKILL');
  });
}

if (role === 'relay') {
  const parts = { rawStore: store, broker, topics, state, random, settings: lease, onNotice: say };
  void new Relay(parts).run(new AbortController().signal);
} else {
  const feed = new KafkaFeed({
    store: Object.assign(store, {
      open: (events: readonly RecordedEvent[]) => Promise.resolve(events),
    }),
    pool,
    clock: { now: () => instantOf(Date.now()) },
    ids: { next: randomUUID },
    random,
    broker,
    topics,
    state,
    settings: { ...lease, flushMs: 50 },
    onNotice: say,
  });
  await feed.add(recorder(CONSUMER, { from: 'start', worker: name, batchEventsMax: 200 }));
  await feed.start();
}
say({ kind: 'loaded', message: name });
