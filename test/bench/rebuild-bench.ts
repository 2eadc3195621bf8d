import { instantOf } from '@gongdan/core';
import { EmbeddedFeed, eventFeedMigrations, realPause } from '@gongdan/event-feed';
import {
  ContractedEventStore,
  eventStoreMigrations,
  InMemoryKeyVault,
  PostgresEventStore,
  READ_EVENTS_MAX,
  type EventStore,
} from '@gongdan/event-store';
import { ProjectionRunner, projectionMigrations, type Row } from '@gongdan/projections';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { define, type Definition } from '../../libs/projections/definition.js';
import { RowTable } from '../../libs/projections/table/row-table.js';
import { createTable } from '../../libs/projections/table/table-statements.js';
import { dispatchBoardProjection } from '../../libs/ticket/projections/index.js';
import { startThrowAwayPostgres } from '../setup/throw-away-postgres.mjs';
import { benchRow, type BenchRow } from './bench-row.js';
import { fillLog } from './ticket-log.js';

export interface RebuildBenchOptions {
  readonly events?: number;
  readonly repetitions?: number;
}

const clock = { now: () => instantOf(Date.now()) };
const random = { next: Math.random };

interface Run {
  readonly eventsPerSecond: number;
  readonly heapMegabytes: number;
}

/**
 * Rebuild of the dispatch board beside the live one, swap and indexes included, as a ratio to the least
 * that such work can be: reading the same log, folding it into a Map and COPYing the rows into a bare
 * table, without opening seals. Interleaved on one durable server.
 */
export async function runRebuildBench(options: RebuildBenchOptions = {}): Promise<BenchRow[]> {
  const { events = 1_000_000, repetitions = 3 } = options;
  const server = await startThrowAwayPostgres({ durable: true });
  const pool = new pg.Pool({ connectionString: server.url, max: 10 });
  pool.on('error', () => undefined); // the server is stopped first where something failed
  try {
    await migrate(server.url);
    const raw = await PostgresEventStore.open({ connection: server.url });
    const store = new ContractedEventStore(raw, { vault: new InMemoryKeyVault() });
    const tickets = await fillLog(store, events);
    const feed = new EmbeddedFeed({ store, pool, clock, random, ids: { next: () => 'bench' } });
    const runner = new ProjectionRunner({ feed, store, pool, clock, random });
    await runner.add(dispatchBoardProjection);
    const pairs: (readonly [Run, Run])[] = [];
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const control = await measured(events, () => foldAndCopy(raw, pool, tickets));
      const rebuild = await measured(events, () => runner.rebuild(dispatchBoardProjection.name));
      pairs.push([rebuild, control]);
    }
    await store.close();
    return [
      benchRow(
        {
          suite: 'rebuild',
          case: `dispatch board from ${events} events, ${tickets} rows`,
          unit: 'events/s',
          control: 'fold in a Map + COPY',
        },
        pairs.map(([own, control]) => [own.eventsPerSecond, control.eventsPerSecond]),
      ),
      benchRow(
        {
          suite: 'rebuild',
          case: 'most heap in use while rebuilding',
          unit: 'MB',
          control: 'fold in a Map + COPY',
        },
        pairs.map(([own, control]) => [own.heapMegabytes, control.heapMegabytes]),
      ),
    ];
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

async function measured(events: number, work: () => Promise<unknown>): Promise<Run> {
  const done = new AbortController();
  let heapBytes = 0;
  const watching = (async () => {
    while (!done.signal.aborted) {
      heapBytes = Math.max(heapBytes, process.memoryUsage().heapUsed);
      await realPause(50, done.signal);
    }
  })();
  const startedMs = performance.now();
  await work();
  const seconds = (performance.now() - startedMs) / 1_000;
  done.abort();
  await watching;
  return { eventsPerSecond: events / seconds, heapMegabytes: heapBytes / 1_048_576 };
}

async function foldAndCopy(store: EventStore, pool: pg.Pool, tickets: number): Promise<void> {
  const definition = define(dispatchBoardProjection);
  const rows = await foldInMap(store, definition);
  if (rows.size !== tickets) throw new Error(`${rows.size} rows of ${tickets} tickets`);
  const client = await pool.connect();
  try {
    await client.query(createTable(definition, 'gongdan.bench_control'));
    await new RowTable(definition, 'gongdan.bench_control').copy(client, rows.values());
  } finally {
    await client.query('DROP TABLE IF EXISTS gongdan.bench_control');
    client.release();
  }
}

async function foldInMap(
  store: EventStore,
  { projection, types }: Definition,
): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  const read = (after: number) => store.readLog({ after, types, limit: READ_EVENTS_MAX });
  let coming = read(0);
  for (;;) {
    const page = await coming;
    if (page.events.length === 0) return rows;
    coming = read(page.lastPosition);
    for (const event of page.events) {
      const key = projection.keyOf(event);
      if (key === undefined) continue;
      const row = projection.apply(rows.get(key), event);
      if (row === undefined) rows.delete(key);
      else rows.set(key, row);
    }
  }
}
