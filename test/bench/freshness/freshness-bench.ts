import { randomUUID } from 'node:crypto';
import { instantOf } from '@gongdan/core';
import { EmbeddedFeed } from '@gongdan/event-feed';
import { ContractedEventStore, InMemoryKeyVault, PostgresEventStore } from '@gongdan/event-store';
import pg from 'pg';
import { openBenchDatabase } from '../bench-database.js';
import { benchRow, percentile, type BenchRow } from '../bench-row.js';
import { createSchema } from '../bench-schema.js';
import { withReadSide } from './engine-reader.js';
import { withListener } from './listening-reader.js';
import { measureDelays } from './steady-load.js';

export interface FreshnessBenchOptions {
  readonly commandsPerSecond?: number;
  readonly seconds?: number;
  readonly repetitions?: number;
}

const clock = { now: () => instantOf(Date.now()) };
const random = { next: Math.random };

/**
 * From the commit of an event to its being shown by a query of the dispatch board, while the engine keeps
 * all ticket projections and several policies, beside a plain reader that LISTENs and selects what is
 * new. Commands come at a fixed rate, whatever the answers take.
 */
export async function runFreshnessBench(options: FreshnessBenchOptions = {}): Promise<BenchRow[]> {
  const { commandsPerSecond = 200, seconds = 10, repetitions = 5 } = options;
  const database = await openBenchDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 20 });
  pool.on('error', () => undefined); // the server is stopped first where something failed
  try {
    await createSchema(database.url);
    const raw = await PostgresEventStore.open({ connection: database.url });
    const store = new ContractedEventStore(raw, { vault: new InMemoryKeyVault() });
    const load = { store, commandsPerSecond, seconds, ticket: 0 };
    const pairs: (readonly [number[], number[]])[] = [];
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const control = await withListener(database.url, (reader) => measureDelays(load, reader));
      const feed = new EmbeddedFeed({ store, pool, clock, random, ids: { next: randomUUID } });
      const engine = await withReadSide({ feed, store, pool, queries: true }, (reader) =>
        measureDelays(load, reader),
      );
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
    await database.remove();
  }
}
