import { randomUUID } from 'node:crypto';
import { instantOf, streamName, type RecordedEvent, type StreamName } from '@gongdan/core';
import {
  eventFeedMigrations,
  KafkaFeed,
  Relay,
  RelayStore,
  type RelayNotice,
} from '@gongdan/event-feed';
import {
  eventStoreMigrations,
  InMemoryEventStore,
  PostgresEventStore,
  type EventStore,
} from '@gongdan/event-store';
import type { Admin } from 'kafkajs';
import pg from 'pg';
import {
  appendRemarks,
  createEffectTable,
  effectsOf,
  recorder,
} from '../../libs/event-feed/testing/feed-harness.js';
import { Sleeper } from '../../libs/event-feed/testing/sleeper.js';
import {
  createTestTopics,
  type TestTopics,
} from '../../libs/event-feed/kafka/testing/test-topics.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import { plainKafka, readTopics, topicContradictions, type TopicRecord } from './topic-records.js';

const RELAY_LEASE_MS = 600;
/** Brokers and processes take their time on a machine that does much else. */
const PATIENCE_MS = 40_000;
export const CONSUMER = 'test:relay';

const KINDS = ['ticket', 'ticket', 'ticket', 'invoice', 'survey', 'complaint', 'contract'];

/** A process with a relay, as far as one can be had without forking. */
export interface RelayProcess {
  readonly relay: Relay;
  readonly state: RelayStore;
  readonly sleeper: Sleeper;
  readonly notices: readonly RelayNotice[];
  stop(): Promise<void>;
}

/** One database, one log, topics of their own, and relays and feeds between them. */
export class RelayScene {
  readonly clock = { now: () => instantOf(Date.now()) };
  readonly random = { next: Math.random };
  readonly streams: readonly StreamName[] = KINDS.map((kind) => streamName(kind, randomUUID()));
  readonly pool: pg.Pool;
  private readonly stops: (() => Promise<void>)[] = [];

  private constructor(
    readonly brokers: string,
    private readonly database: TestDatabase,
    readonly topics: TestTopics,
    readonly store: EventStore,
  ) {
    this.pool = new pg.Pool({ connectionString: database.url, max: 20 });
    this.pool.on('error', () => undefined);
    // One that is cut off while it is checked out: whoever uses it hears of it.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  static async open({
    brokers = process.env['KAFKA_BROKERS'] ?? '',
    withTopics = true,
    log = 'memory',
  }: {
    brokers?: string;
    withTopics?: boolean;
    /** On PostgreSQL where other processes are to read it, too. */
    log?: 'memory' | 'postgres';
  } = {}): Promise<RelayScene> {
    const database = await createTestDatabase([...eventStoreMigrations, ...eventFeedMigrations]);
    const topics = await createTestTopics({ brokers, create: withTopics });
    const clock = { now: () => instantOf(Date.now()) };
    const store =
      log === 'memory'
        ? new InMemoryEventStore(clock)
        : await PostgresEventStore.open({ connection: database.url });
    const scene = new RelayScene(brokers, database, topics, store);
    await createEffectTable(scene.pool);
    return scene;
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  get state(): RelayStore {
    return this.stateOf('the test');
  }

  stateOf(owner: string): RelayStore {
    return new RelayStore(this.pool, this.topics.topics.prefix, RELAY_LEASE_MS, owner);
  }

  relay(): RelayProcess {
    const sleeper = new Sleeper();
    const notices: RelayNotice[] = [];
    const state = this.stateOf(randomUUID());
    const { broker, topics } = this.topics;
    const relay = new Relay({
      rawStore: this.store,
      broker,
      topics,
      state,
      random: this.random,
      settings: { leaseMs: RELAY_LEASE_MS, standbyMs: 50 },
      pause: sleeper.pause,
      onNotice: (notice) => notices.push(notice),
    });
    const over = new AbortController();
    const running = relay.run(over.signal);
    const stop = (): Promise<void> => {
      over.abort();
      sleeper.wakeUp();
      return running;
    };
    this.stops.push(stop);
    return { relay, state, sleeper, notices, stop };
  }

  feed({
    notes = [],
    open = (events) => Promise.resolve(events),
  }: {
    /** Gets what it has to tell an operator. */
    notes?: string[];
    /** As the store’s: makes what is read of events. */
    open?: (events: readonly RecordedEvent[]) => Promise<readonly RecordedEvent[]>;
  } = {}): KafkaFeed {
    const { broker, topics } = this.topics;
    const feed = new KafkaFeed({
      store: Object.assign(this.store, { open }),
      pool: this.pool,
      clock: this.clock,
      ids: { next: randomUUID },
      random: this.random,
      broker,
      topics,
      state: this.state,
      settings: { leaseMs: RELAY_LEASE_MS, standbyMs: 50, flushMs: 50, retryPauseFirstMs: 1 },
      onNotice: ({ kind, message }) => notes.push(`${kind}: ${message}`),
    });
    this.stops.push(() => feed.stop());
    return feed;
  }

  /** A feed that runs, with the consumer that writes the effects down. */
  async reading(
    given: Parameters<RelayScene['feed']>[0] = {},
    name: string = CONSUMER,
  ): Promise<KafkaFeed> {
    const feed = this.feed(given);
    await feed.add(recorder(name, { from: 'start' }));
    await feed.start();
    return feed;
  }

  /** Writes `count` remarks in turn on the scene’s streams; answers the last position. */
  async write(count: number): Promise<number> {
    let position = await this.store.lastPosition();
    for (let n = 0; n < count; n++) {
      const stream = this.streams[position % this.streams.length];
      if (stream) position = await appendRemarks(this.store, stream, `${position + 1}`);
    }
    return position;
  }

  remarks(stream: StreamName, texts: readonly string[]): Promise<number> {
    return appendRemarks(this.store, stream, ...texts);
  }

  /** Looks again and again until it holds. */
  async until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
    const endMs = performance.now() + PATIENCE_MS;
    while (!(await holds())) {
      if (performance.now() > endMs) throw new Error(`never came true: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  published(position: number): Promise<void> {
    const { state } = this;
    return this.until(
      `published up to ${position}`,
      async () => ((await state.standing().catch(() => undefined))?.position ?? 0) >= position,
    );
  }

  async log(): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for (;;) {
      const page = await this.store.readLog({ after: events.length });
      if (page.events.length === 0) return events;
      events.push(...page.events);
    }
  }

  async withAdmin<Value>(work: (admin: Admin) => Promise<Value>): Promise<Value> {
    const admin = plainKafka(this.brokers).admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  /** Names of the readers in these topics that the broker knows of. */
  groups(): Promise<readonly string[]> {
    const { prefix } = this.topics.topics;
    return this.withAdmin(async (admin) => {
      const { groups } = await admin.listGroups();
      return groups.map(({ groupId }) => groupId).filter((group) => group.startsWith(prefix));
    });
  }

  /** Until the consumer’s effect was made for everything in the log. */
  async reached(name: string = CONSUMER): Promise<void> {
    const last = await this.store.lastPosition();
    await this.until(
      `effects up to ${last}`,
      async () => ((await effectsOf(this.pool, name)).at(-1)?.position ?? 0) >= last,
    );
  }

  records(): Promise<readonly TopicRecord[]> {
    return readTopics(this.brokers, this.topics.topics.all);
  }

  async contradictions(): Promise<readonly string[]> {
    const { watermarks } = this.topics.topics;
    return topicContradictions(await this.records(), await this.log(), watermarks);
  }

  /** Positions that the consumer’s effect was made for, in the order in which it was. */
  async effects(name: string = CONSUMER): Promise<readonly number[]> {
    return (await effectsOf(this.pool, name)).map(({ position }) => position);
  }

  async positions(): Promise<readonly number[]> {
    return (await this.log()).map(({ position }) => position);
  }

  async dispose(): Promise<void> {
    await Promise.all(this.stops.map((stop) => stop()));
    await this.topics.remove();
    await this.store.close();
    await this.pool.end();
    await this.database.drop();
  }
}
