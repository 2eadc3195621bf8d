import { randomUUID } from 'node:crypto';
import { instantOf } from '@gongdan/core';
import { EmbeddedFeed, eventFeedMigrations, type FeedSettings } from '@gongdan/event-feed';
import {
  ContractedEventStore,
  eventStoreMigrations,
  InMemoryEventStore,
  InMemoryKeyVault,
  PostgresEventStore,
  type EventStore,
} from '@gongdan/event-store';
import pg from 'pg';
import { createTestDatabase } from '../../../test/setup/test-database.js';
import { projectionMigrations } from '../migrations/index.js';
import { ProjectionRunner, type ProjectionNotice } from '../runner/projection-runner.js';
import { Desk } from './desk.js';

const clock = { now: () => instantOf(Date.now()) };
const random = { next: Math.random };

/** How long anything may take at most. */
export const PATIENCE_MS = 20_000;

/** One process of the read side: a feed and a runner of its own. */
export interface ReadSideProcess {
  readonly feed: EmbeddedFeed;
  readonly runner: ProjectionRunner;
  readonly notices: ProjectionNotice[];
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A database, a log in it or in memory, and as many processes as a test wants. */
export interface ReadSide {
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly vault: InMemoryKeyVault;
  readonly desk: Desk;
  readonly url: string;
  process(options?: { settings?: Partial<FeedSettings>; cachedRowsMax?: number }): ReadSideProcess;
  dispose(): Promise<void>;
}

/** `plain on postgres`: without contracts and seals, for other processes to read without the keys. */
export async function openReadSide(
  log: 'in memory' | 'on postgres' | 'plain on postgres',
): Promise<ReadSide> {
  const database = await createTestDatabase([
    ...eventStoreMigrations,
    ...eventFeedMigrations,
    ...projectionMigrations,
  ]);
  const pool = new pg.Pool({ connectionString: database.url, max: 30 });
  pool.on('error', () => undefined);
  const raw =
    log === 'in memory'
      ? new InMemoryEventStore(clock)
      : await PostgresEventStore.open({ connection: database.url });
  const vault = new InMemoryKeyVault();
  const store = log === 'plain on postgres' ? raw : new ContractedEventStore(raw, { vault });
  const processes: ReadSideProcess[] = [];
  return {
    pool,
    store,
    vault,
    url: database.url,
    desk: new Desk(store),
    process(options) {
      const made = openProcess(store, pool, options);
      processes.push(made);
      return made;
    },
    async dispose() {
      for (const made of processes) await made.stop();
      await store.close();
      await pool.end();
      await database.drop();
    },
  };
}

function openProcess(
  store: EventStore,
  pool: pg.Pool,
  options: { settings?: Partial<FeedSettings>; cachedRowsMax?: number } = {},
): ReadSideProcess {
  const settings = { leaseMs: 1_000, standbyMs: 50, flushMs: 50, retryPauseFirstMs: 1 };
  const feed = new EmbeddedFeed({
    store,
    pool,
    clock,
    random,
    ids: { next: randomUUID },
    settings: { ...settings, ...options.settings },
  });
  const notices: ProjectionNotice[] = [];
  const runner = new ProjectionRunner({
    feed,
    store,
    pool,
    clock,
    random,
    onNotice: (notice) => notices.push(notice),
    ...(options.cachedRowsMax === undefined ? {} : { cachedRowsMax: options.cachedRowsMax }),
  });
  return {
    feed,
    runner,
    notices,
    async start() {
      await feed.start();
      await runner.start();
    },
    async stop() {
      await runner.stop();
      await feed.stop();
    },
  };
}
