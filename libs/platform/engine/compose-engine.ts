import { join } from 'node:path';
import type { Clock, IdGenerator, RandomSource } from '@gongdan/core';
import {
  EmbeddedFeed,
  eventFeedMigrations,
  PolicyRunner,
  type EventFeed,
} from '@gongdan/event-feed';
import {
  CommandExecutor,
  ContractedEventStore,
  eventStoreMigrations,
  FileKeyVault,
  PostgresEventStore,
  type EventStore,
  type KeyVault,
} from '@gongdan/event-store';
import type { Workflows } from '@gongdan/workflow';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource, createPool, migrate } from '../database/index.js';
import {
  PasswordHasher,
  platformMigrations,
  SessionEntity,
  Sessions,
  UserAccountEntity,
  UserAccounts,
} from '../identity/index.js';
import { systemClock, systemRandom, uuidGenerator } from '../ports/index.js';
import type { Settings } from '../settings/index.js';

/** Migrations of the bones; stages bring theirs as `migrations`. */
export const engineMigrations = [
  ...eventStoreMigrations,
  ...eventFeedMigrations,
  ...platformMigrations,
];

/** Connections of the feed and the projections, which have no time limit for a statement. */
const WORK_CONNECTIONS_MAX = 12;

export interface EngineOptions {
  readonly settings: Settings;
  readonly databaseUrl: string;
  /** Where keys of personal data lie: DATA_DIR, absolute. */
  readonly dataFolder: string;
  /** Loaded and checked by whoever knows the commands (the platform knows no stage). */
  readonly workflows: Workflows;
  /** One line about trouble, for the log. */
  readonly note: (line: string) => void;
  readonly migrations?: readonly Function[];
  readonly clock?: Clock;
  readonly ids?: IdGenerator;
  readonly random?: RandomSource;
}

/** Everything that stages stand on, without any framework: used by the hosts and by the command line. */
export interface Engine {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  /** For queries: statements are cancelled after STATEMENT_MS_MAX. */
  readonly pool: pg.Pool;
  /** For long work (feed, projections, import): no limit. */
  readonly workPool: pg.Pool;
  readonly dataSource: DataSource;
  readonly keyVault: KeyVault;
  readonly store: EventStore;
  /** The log as it is stored, for `verify`. */
  readonly rawStore: EventStore;
  readonly executor: CommandExecutor;
  readonly feed: EventFeed;
  readonly policies: PolicyRunner;
  readonly workflows: Workflows;
  readonly accounts: UserAccounts;
  readonly sessions: Sessions;
  /** Begins to deliver events to projections and policies. */
  start(): Promise<void>;
  /** Finishes what is in hand and gives every connection back. May be called again. */
  stop(): Promise<void>;
}

/** Migrates the database and puts the parts together. Nothing runs yet: see `Engine.start`. */
export async function composeEngine(options: EngineOptions): Promise<Engine> {
  const { settings, databaseUrl, workflows, note } = options;
  const clock = options.clock ?? systemClock;
  const ids = options.ids ?? uuidGenerator;
  await migrate(databaseUrl, [...engineMigrations, ...(options.migrations ?? [])]);
  const pools = openPools(options);
  const dataSource = await openAccountsDatabase(options);
  const rawStore = await PostgresEventStore.open({ connection: databaseUrl });
  const keyVault = await FileKeyVault.open(join(options.dataFolder, 'keys'));
  const store = new ContractedEventStore(rawStore, {
    vault: keyVault,
    onUnreadable: (text) => note(`A sealed text cannot be read: ${JSON.stringify(text)}`),
  });
  const feed = new EmbeddedFeed({
    store,
    pool: pools.workPool,
    clock,
    ids,
    random: options.random ?? systemRandom,
    onNotice: ({ kind, consumer, message }) => note(`feed ${kind} ${consumer}: ${message}`),
  });
  const hasher = new PasswordHasher();
  let stopping: Promise<void> | undefined;
  return {
    settings,
    clock,
    ids,
    ...pools,
    dataSource,
    keyVault,
    store,
    rawStore,
    executor: new CommandExecutor(store, clock, ids),
    feed,
    policies: new PolicyRunner(feed),
    workflows,
    accounts: new UserAccounts(dataSource, hasher, clock, ids),
    sessions: new Sessions(dataSource, hasher, clock, settings),
    start: () => feed.start(),
    stop: () =>
      (stopping ??= (async () => {
        await feed.stop();
        await store.close();
        await dataSource.destroy();
        await Promise.all([pools.pool.end(), pools.workPool.end()]);
      })()),
  };
}

function openPools({ settings, databaseUrl, note }: EngineOptions) {
  const shared = {
    url: databaseUrl,
    waitMsMax: settings.databaseWaitMsMax,
    onError: (error: Error) => note(`A database connection was lost: ${error.message}`),
  };
  return {
    pool: createPool({
      ...shared,
      name: 'queries',
      connectionsMax: settings.databaseConnectionsMax,
      statementMsMax: settings.statementMsMax,
    }),
    workPool: createPool({ ...shared, name: 'work', connectionsMax: WORK_CONNECTIONS_MAX }),
  };
}

async function openAccountsDatabase(options: EngineOptions): Promise<DataSource> {
  const { settings, databaseUrl, note } = options;
  const dataSource = createDataSource({
    url: databaseUrl,
    entities: [UserAccountEntity, SessionEntity],
    waitMsMax: settings.databaseWaitMsMax,
    statementMsMax: settings.statementMsMax,
    onError: (error) => note(`A database connection was lost: ${error.message}`),
  });
  return dataSource.initialize();
}
