import { randomUUID } from 'node:crypto';
import { instantOf } from '@gongdan/core';
import {
  openBroker,
  Relay,
  RELAY_DEFAULTS,
  RelayStore,
  Topics,
  type Broker,
} from '@gongdan/event-feed';
import {
  ContractedEventStore,
  InMemoryKeyVault,
  PostgresEventStore,
  type EventStore,
} from '@gongdan/event-store';
import { readTopicPlan } from '@gongdan/platform';
import pg from 'pg';
import { startKafka, type KafkaBroker } from '../../../tools/kafka/broker.mjs';
import { openBenchDatabase } from '../bench-database.js';
import { createSchema } from '../bench-schema.js';

export const clock = { now: () => instantOf(Date.now()) };
export const random = { next: Math.random };
export const ids = { next: randomUUID };

/** A durable PostgreSQL and a real broker, for one suite. */
export interface KafkaRig {
  readonly pool: pg.Pool;
  readonly rawStore: EventStore;
  readonly store: ContractedEventStore;
  readonly kafka: KafkaBroker;
  readonly broker: Broker;
  /** New topics, and the state of a relay that has published nothing to them. */
  freshTopics(): Promise<{ topics: Topics; state: RelayStore }>;
  remove(): Promise<void>;
}

export async function openKafkaRig(): Promise<KafkaRig> {
  const kafka = await startKafka();
  const database = await openBenchDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 24 });
  pool.on('error', () => undefined); // the server is stopped first where something failed
  await createSchema(database.url);
  const rawStore = await PostgresEventStore.open({ connection: database.url });
  const broker = await openBroker({ brokers: [kafka.brokers] }, () => undefined);
  return {
    pool,
    rawStore,
    store: new ContractedEventStore(rawStore, { vault: new InMemoryKeyVault() }),
    kafka,
    broker,
    async freshTopics() {
      const topics = new Topics(`bench-${randomUUID()}`);
      await broker.createTopics(readTopicPlan(topics));
      const { leaseMs } = RELAY_DEFAULTS;
      return { topics, state: new RelayStore(pool, topics.prefix, leaseMs, ids.next()) };
    },
    async remove() {
      await rawStore.close();
      await pool.end();
      await database.remove();
      await kafka.stop();
    },
  };
}

/** Runs a relay while `work` is done; answers what it answers. */
export async function withRelay<Value>(
  { rawStore, broker }: KafkaRig,
  { topics, state }: { topics: Topics; state: RelayStore },
  work: () => Promise<Value>,
): Promise<Value> {
  const relay = new Relay({ rawStore, broker, topics, state, random });
  const over = new AbortController();
  const running = relay.run(over.signal);
  try {
    return await work();
  } finally {
    over.abort();
    await running;
  }
}
