import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { instantOf } from '@gongdan/core';
import { EmbeddedFeed } from '@gongdan/event-feed';
import {
  ContractedEventStore,
  InMemoryKeyVault,
  PostgresEventStore,
  READ_EVENTS_MAX,
  type EventStore,
} from '@gongdan/event-store';
import { ProjectionRunner, type Row } from '@gongdan/projections';
import pg from 'pg';
import { define, type Definition } from '../../libs/projections/definition.js';
import { RowTable } from '../../libs/projections/table/row-table.js';
import { createTable } from '../../libs/projections/table/table-statements.js';
import { dispatchBoardProjection } from '../../libs/ticket/projections/index.js';
import { openBenchDatabase } from './bench-database.js';
import { benchRow, type BenchRow } from './bench-row.js';
import { createSchema } from './bench-schema.js';
import { fillLog } from './ticket-log.js';

export interface RebuildBenchOptions {
  readonly events?: number;
  readonly repetitions?: number;
}

const clock = { now: () => instantOf(Date.now()) };
const random = { next: Math.random };
const HEAP_INTERVAL_MS = 500;

/**
 * Rebuild of the dispatch board beside the live one, swap and indexes included, as a ratio to the least
 * that such work can be: reading the same log, folding it into a Map and COPYing the rows into a bare
 * table, without opening seals. Interleaved on one durable server.
 */
export async function runRebuildBench(options: RebuildBenchOptions = {}): Promise<BenchRow[]> {
  const { events = 1_000_000, repetitions = 3 } = options;
  const database = await openBenchDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 10 });
  pool.on('error', () => undefined); // the server is stopped first where something failed
  try {
    await createSchema(database.url);
    const raw = await PostgresEventStore.open({ connection: database.url });
    const store = new ContractedEventStore(raw, { vault: new InMemoryKeyVault() });
    const tickets = await fillLog(store, events);
    const feed = new EmbeddedFeed({ store, pool, clock, random, ids: { next: () => 'bench' } });
    const runner = new ProjectionRunner({ feed, store, pool, clock, random });
    await runner.add(dispatchBoardProjection);
    const works = {
      rebuild: () => runner.rebuild(dispatchBoardProjection.name),
      control: () => foldAndCopy(raw, pool, tickets),
    };
    const speeds: (readonly [number, number])[] = [];
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const control = await eventsPerSecond(events, works.control);
      speeds.push([await eventsPerSecond(events, works.rebuild), control]);
    }
    const control = await retainedMegabytes(works.control);
    const heaps = [[await retainedMegabytes(works.rebuild), control] as const];
    await store.close();
    const labels = { suite: 'rebuild', control: 'fold in a Map + COPY' };
    const size = `${events} events, ${tickets} rows`;
    return [
      benchRow({ ...labels, case: `dispatch board from ${size}`, unit: 'events/s' }, speeds),
      benchRow({ ...labels, case: `most memory held, ${size}`, unit: 'MB' }, heaps),
    ];
  } finally {
    await pool.end();
    await database.remove();
  }
}

async function eventsPerSecond(events: number, work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (events * 1_000) / (performance.now() - startedMs);
}

/** The most that is really in use while it works: looked at now and then after collecting garbage. */
async function retainedMegabytes(work: () => Promise<unknown>): Promise<number> {
  setFlagsFromString('--expose_gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const heapBytes = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = heapBytes();
  let most = before;
  const watching = setInterval(() => {
    most = Math.max(most, heapBytes());
  }, HEAP_INTERVAL_MS);
  await work();
  clearInterval(watching);
  return (most - before) / 1_048_576;
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
