import { randomUUID } from 'node:crypto';
import { instantOf } from '@gongdan/core';
import { EmbeddedFeed, eventFeedMigrations, PolicyRunner, realPause } from '@gongdan/event-feed';
import {
  ContractedEventStore,
  eventStoreMigrations,
  InMemoryKeyVault,
  LOG_CHANNEL,
  PostgresEventStore,
  type EventStore,
} from '@gongdan/event-store';
import { ProjectionRunner, projectionMigrations } from '@gongdan/projections';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { dispatchBoardProjection, ticketProjections } from '../../libs/ticket/projections/index.js';
import { startThrowAwayPostgres } from '../setup/throw-away-postgres.mjs';
import { benchRow, percentile, type BenchRow } from './bench-row.js';
import { ticketEvent } from './ticket-log.js';

export interface FreshnessBenchOptions {
  readonly commandsPerSecond?: number;
  readonly seconds?: number;
  readonly repetitions?: number;
}

const clock = { now: () => instantOf(Date.now()) };
const random = { next: Math.random };
/** A query that does not show its event within this time is a failure, not a late answer. */
const PATIENCE_MS = 5_000;
const WARM_UP_SECONDS = 2;
/** Policies that hear of everything and do nothing, beside all projections of the ticket stage. */
const POLICIES = 5;

/** Tells when an event of this position could be seen. */
type Reader = (position: number, ticket: string) => Promise<void>;

/**
 * From the commit of an event to its being shown by a query of the dispatch board, while the engine keeps
 * all ticket projections and several policies, beside a plain reader that LISTENs and selects what is
 * new. Commands come at a fixed rate, whatever the answers take.
 */
export async function runFreshnessBench(options: FreshnessBenchOptions = {}): Promise<BenchRow[]> {
  const { commandsPerSecond = 200, seconds = 10, repetitions = 5 } = options;
  const server = await startThrowAwayPostgres({ durable: true });
  const pool = new pg.Pool({ connectionString: server.url, max: 20 });
  pool.on('error', () => undefined); // the server is stopped first where something failed
  try {
    await migrate(server.url);
    const raw = await PostgresEventStore.open({ connection: server.url });
    const store = new ContractedEventStore(raw, { vault: new InMemoryKeyVault() });
    const load = { store, commandsPerSecond, seconds, ticket: 0 };
    const pairs: (readonly [number[], number[]])[] = [];
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const control = await withListener(server.url, (reader) => measure(load, reader));
      const engine = await withEngine(store, pool, (reader) => measure(load, reader));
      pairs.push([engine, control]);
    }
    await store.close();
    return [0.5, 0.99].map((share) =>
      benchRow(
        {
          suite: 'freshness',
          case: `commit to visible at ${commandsPerSecond} commands/s, p${share * 100}`,
          unit: 'ms',
          control: 'LISTEN/NOTIFY reader',
        },
        pairs.map(([own, control]) => [percentile(own, share), percentile(control, share)]),
      ),
    );
  } finally {
    await pool.end();
    await server.stop();
  }
}

async function migrate(url: string): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    migrations: [...eventStoreMigrations, ...eventFeedMigrations, ...projectionMigrations],
  });
  await dataSource.initialize();
  await dataSource.runMigrations({ transaction: 'each' });
  await dataSource.destroy();
}

/** Milliseconds from commit to sight of every command after the warm-up. */
async function measure(
  load: { store: EventStore; commandsPerSecond: number; seconds: number; ticket: number },
  reader: Reader,
): Promise<number[]> {
  const delaysMs: number[] = [];
  const commands: Promise<void>[] = [];
  const warmUp = WARM_UP_SECONDS * load.commandsPerSecond;
  const count = warmUp + load.seconds * load.commandsPerSecond;
  const startedMs = performance.now();
  for (let n = 0; n < count; n++) {
    const dueMs = startedMs + (n * 1_000) / load.commandsPerSecond;
    const earlyMs = dueMs - performance.now();
    if (earlyMs > 0) await realPause(earlyMs);
    const { write, id } = ticketEvent(load.ticket++, 0);
    const command = async (): Promise<void> => {
      const result = await load.store.append({ writes: [write] });
      if (result.status !== 'appended') throw new Error(result.status);
      const committedMs = performance.now();
      await reader(result.position, id);
      if (n >= warmUp) delaysMs.push(performance.now() - committedMs);
    };
    commands.push(command());
  }
  await Promise.all(commands);
  return delaysMs;
}

async function withEngine<Value>(
  store: EventStore,
  pool: pg.Pool,
  work: (reader: Reader) => Promise<Value>,
): Promise<Value> {
  const feed = new EmbeddedFeed({ store, pool, clock, random, ids: { next: randomUUID } });
  const runner = new ProjectionRunner({ feed, store, pool, clock, random });
  const policies = new PolicyRunner(feed);
  for (const projection of ticketProjections) await runner.add(projection);
  for (let n = 0; n < POLICIES; n++) {
    const react = (): Promise<void> => Promise.resolve();
    await policies.add({ name: `idle-${n}`, types: ['TicketRegistered'], react });
  }
  await feed.start();
  try {
    const { name, table } = dispatchBoardProjection;
    await runner.waitFor(name, await store.lastPosition(), 60_000);
    return await work(async (position, ticket) => {
      const reached = await runner.waitFor(name, position, PATIENCE_MS);
      const shown = await runner.readAt(name, async (client) => {
        const query = `SELECT number FROM gongdan.${table} WHERE id = $1`;
        return (await client.query(query, [ticket])).rowCount;
      });
      const complete = reached && shown.position >= position && shown.value === 1;
      if (!complete) throw new Error(`${ticket} at ${position} is not shown`);
    });
  } finally {
    await feed.stop();
  }
}

/** The least that a reader can do: be told, select what is new, wake who waits. */
async function withListener<Value>(
  url: string,
  work: (reader: Reader) => Promise<Value>,
): Promise<Value> {
  const [listening, reading] = [new pg.Client(url), new pg.Client(url)];
  await Promise.all([listening.connect(), reading.connect()]);
  const waiting = new Map<number, () => void>();
  const last = await reading.query<{ max: string | null }>(
    'SELECT max(position) FROM gongdan.event',
  );
  let seen = Number(last.rows[0]?.max ?? 0);
  let reads: Promise<void> = Promise.resolve();
  const readOn = async (): Promise<void> => {
    const { rows } = await reading.query<{ position: string }>(
      'SELECT position, data FROM gongdan.event WHERE position > $1 ORDER BY position',
      [seen],
    );
    for (const row of rows) {
      seen = Number(row.position);
      waiting.get(seen)?.();
      waiting.delete(seen);
    }
  };
  listening.on('notification', () => void (reads = reads.then(readOn)));
  await listening.query(`LISTEN ${LOG_CHANNEL}`);
  try {
    return await work((position) =>
      position <= seen
        ? Promise.resolve()
        : new Promise<void>((resolve) => void waiting.set(position, resolve)),
    );
  } finally {
    await listening.end();
    await reads;
    await reading.end();
  }
}
