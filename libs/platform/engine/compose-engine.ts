import type { Clock, IdGenerator } from '@gongdan/core';
import { eventFeedMigrations, type EventFeed, type PolicyRunner } from '@gongdan/event-feed';
import {
  CommandExecutor,
  eventStoreMigrations,
  type EventStore,
  type KeyVault,
} from '@gongdan/event-store';
import { projectionMigrations, type ProjectionRunner } from '@gongdan/projections';
import type { Workflows } from '@gongdan/workflow';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { migrate, poolOf } from '../database/index.js';
import { consumersPart, databasePart, Readiness } from '../health/index.js';
import { PasswordHasher, platformMigrations, Sessions, UserAccounts } from '../identity/index.js';
import {
  consumersSource,
  EngineMetrics,
  logSource,
  poolsSource,
  projectionsSource,
  type MeasuredFeed,
} from '../metrics/index.js';
import { systemClock, systemRandom, uuidGenerator } from '../ports/index.js';
import type { Settings } from '../settings/index.js';
import { closeAll, type Closer } from './closers.js';
import { composeDelivery } from './compose-delivery.js';
import { openKafka, type EngineKafka } from './open-kafka.js';
import { refuseLostLog } from './open-log.js';
import { openAccountsDatabase, openPools } from './open-pools.js';
import { composeHeadKeeper, openStores } from './open-stores.js';
import { quietNote } from './quiet-note.js';

/** Migrations of the bones; stages bring theirs as `migrations`. */
const engineMigrations = [
  ...eventStoreMigrations,
  ...eventFeedMigrations,
  ...projectionMigrations,
  ...platformMigrations,
];

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
  /** Where consumers hear of what is new: in the store’s own log (default) or in the topics. */
  readonly feed?: 'embedded' | 'kafka';
  /** The consumers that this process works for; default: all. */
  readonly worksFor?: (consumer: string) => boolean;
  /** Whether the signed head of the log is kept by this process; default: yes. */
  readonly keepsHead?: boolean;
  /** Whether this process works on webhooks; default: yes, where it serves HTTP. */
  readonly sendsWebhooks?: boolean;
  /** Whether this process fires the timers of promises; default: yes, where it lives in real time. */
  readonly firesTimers?: boolean;
  /** Whether this process carries tickets over to the next working day; default: as with timers. */
  readonly carriesOver?: boolean;
  /** Whether this process orders the visits of maintenance plans; default: as with timers. */
  readonly ordersMaintenance?: boolean;
  readonly clock?: Clock;
}

/** Everything that stages stand on, without any framework: used by the hosts and by the command line. */
export interface Engine {
  readonly settings: Settings;
  /** Absolute path of DATA_DIR. */
  readonly dataFolder: string;
  /** Where keys lie, apart from the database. */
  readonly keysFolder: string;
  /** One line about trouble, for the log. */
  readonly note: (line: string) => void;
  /** Whether this process works on webhooks. */
  readonly sendsWebhooks: boolean;
  /** Whether its clock is the world’s, and not one that a simulation or a test moves. */
  readonly livesInRealTime: boolean;
  /** Whether this process fires the timers of promises. */
  readonly firesTimers: boolean;
  /** Whether this process carries tickets over to the next working day. */
  readonly carriesOver: boolean;
  /** Whether this process orders the visits of maintenance plans. */
  readonly ordersMaintenance: boolean;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  /** For queries: statements are cancelled after STATEMENT_MS_MAX. */
  readonly pool: pg.Pool;
  /** For long work (feed, projections, import): no limit. */
  readonly workPool: pg.Pool;
  readonly dataSource: DataSource;
  readonly keyVault: KeyVault;
  readonly store: EventStore;
  /** The log as it is stored: sealed, and also what only a newer release knows. */
  readonly rawStore: EventStore;
  readonly executor: CommandExecutor;
  readonly feed: EventFeed;
  /** The topics; undefined: KAFKA_BROKERS is not set. */
  readonly kafka: EngineKafka | undefined;
  readonly projections: ProjectionRunner;
  readonly policies: PolicyRunner;
  readonly workflows: Workflows;
  readonly accounts: UserAccounts;
  readonly sessions: Sessions;
  /** What happens here, in numbers; whoever has more to tell adds a source. */
  readonly metrics: EngineMetrics;
  /** Whether requests can be served; whatever they need, too, adds a part. */
  readonly readiness: Readiness;
  /** Begins to deliver events to projections and policies. */
  start(): Promise<void>;
  /** Finishes what is in hand and gives every connection back. May be called again. */
  stop(): Promise<void>;
}

/**
 * Migrates the database and puts the parts together. Nothing runs yet: see `Engine.start`. Where a part
 * fails, those before it are closed again.
 */
export async function composeEngine(options: EngineOptions): Promise<Engine> {
  const closers: Closer[] = [];
  try {
    return await compose({ ...options, note: quietNote(options.note) }, closers);
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

async function compose(options: EngineOptions, closers: Closer[]): Promise<Engine> {
  const { settings, workflows, clock = systemClock } = options;
  const ids = uuidGenerator;
  const metrics = new EngineMetrics();
  const readiness = new Readiness();
  await refuseLostLog(options);
  await migrate(options.databaseUrl, [...engineMigrations, ...(options.migrations ?? [])]);
  const pools = openPools(options, closers);
  const dataSource = await openAccountsDatabase(options, closers);
  const { contracted, headFile, ...stores } = await openStores(options, metrics, closers);
  const kafka = await openKafka(options, { workPool: pools.workPool, ids });
  const parts = { ...pools, store: contracted, clock, ids, random: systemRandom, kafka, metrics };
  const delivery = composeDelivery(options, parts, closers);
  watch({ ...parts, ...delivery, dataSource, readiness });
  const headKeeper = await composeHeadKeeper(options, { ...stores, headFile, clock }, closers);
  const hasher = new PasswordHasher();
  const livesInRealTime = options.clock === undefined;
  let stopping: Promise<void> | undefined;
  return {
    settings,
    dataFolder: options.dataFolder,
    note: options.note,
    sendsWebhooks: options.sendsWebhooks ?? true,
    livesInRealTime,
    firesTimers: options.firesTimers ?? livesInRealTime,
    carriesOver: options.carriesOver ?? livesInRealTime,
    ordersMaintenance: options.ordersMaintenance ?? livesInRealTime,
    clock,
    ids,
    workflows,
    dataSource,
    ...pools,
    ...stores,
    ...delivery,
    kafka,
    executor: new CommandExecutor(stores.store, clock, ids),
    accounts: new UserAccounts(dataSource, hasher, clock, ids),
    sessions: new Sessions(dataSource, hasher, clock, settings),
    metrics,
    readiness,
    start: async () => {
      await delivery.feed.start();
      await delivery.projections.start();
      if (options.keepsHead ?? true) headKeeper.start();
      readiness.started();
    },
    stop: () => {
      readiness.stopping();
      return (stopping ??= closeAll(closers));
    },
  };
}

/** What an operator can see of the engine. */
function watch(engine: {
  readonly metrics: EngineMetrics;
  readonly readiness: Readiness;
  readonly store: EventStore;
  readonly feed: MeasuredFeed;
  readonly projections: ProjectionRunner;
  readonly pool: pg.Pool;
  readonly workPool: pg.Pool;
  readonly dataSource: DataSource;
}): void {
  const { metrics, readiness, store, feed, projections, pool, workPool, dataSource } = engine;
  // The pools first: they would tell of the others’ questions, too.
  metrics.addSource(poolsSource({ queries: pool, work: workPool, accounts: poolOf(dataSource) }));
  metrics.addSource(logSource(store));
  metrics.addSource(consumersSource(feed));
  metrics.addSource(projectionsSource(projections));
  readiness.add(databasePart(pool));
  readiness.add(consumersPart(feed, feed.consumers));
}
