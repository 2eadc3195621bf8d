import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventStoreMigrations, PostgresEventStore } from '@gongdan/event-store';
import { openBenchDatabase } from '../bench-database.js';
import { benchRow, type BenchRow } from '../bench-row.js';
import { migrate } from '../../setup/test-database.js';
import { runAppendLoad, type Load, type LoadResult } from './append-load.js';
import { runAgainstEmmett } from './emmett-control.js';
import { insertWithDriver, openControl, type Control, type Turns } from './insert-control.js';

export interface AppendBenchOptions {
  readonly repetitions?: number;
  readonly seconds?: number;
  /** Only cases whose name contains this. */
  readonly only?: string;
}

const CASES = [
  { name: '1 caller', processes: 1, callers: 1 },
  { name: '8 callers', processes: 1, callers: 8 },
  { name: '32 callers', processes: 1, callers: 32 },
  { name: '128 callers', processes: 1, callers: 128 },
  { name: '2 processes of 16 callers', processes: 2, callers: 16 },
  { name: '2 processes of 64 callers', processes: 2, callers: 64 },
] as const;

/**
 * Appends with everything on (durable, version checked, hash chain, command key, ordered, readers woken),
 * as a ratio to single-row inserts into the same server. Every case stands between two controls of the
 * same seconds; its ratio is to their mean.
 */
export async function runAppendBench(options: AppendBenchOptions = {}): Promise<BenchRow[]> {
  const { repetitions = 5, seconds = 3, only = '' } = options;
  const database = await openBenchDatabase();
  const { url } = database;
  await migrate(url, eventStoreMigrations);
  const control = await openControl(url);
  const cases = CASES.filter(({ name }) => name.includes(only));
  const pairs = new Map(cases.map(({ name }) => [name, [] as [number, number][]]));
  const latencies = new Map<string, LoadResult>();
  try {
    await control.run(1);
    for (let repetition = 0; repetition < repetitions; repetition++) {
      let before = await control.run(seconds);
      for (const { name, processes, callers } of cases) {
        const results = await runCase(url, processes, {
          callers,
          warmUpMs: 1_000,
          measureMs: seconds * 1_000,
        });
        const after = await control.run(seconds);
        const eventsPerSecond = results.reduce((sum, result) => sum + result.eventsPerSecond, 0);
        pairs.get(name)?.push([eventsPerSecond, (before + after) / 2]);
        latencies.set(name, results[0] as LoadResult);
        before = after;
      }
    }
    const turns = { only, repetitions, seconds };
    const bare = await runBareInserts(url, control, turns);
    const peers = await runAgainstEmmett(url, turns);
    return cases
      .map(({ name }) => {
        const latency = latencies.get(name);
        const label = `${name}, p50 ${latency?.p50Ms.toFixed(1)} / p99 ${latency?.p99Ms.toFixed(1)} ms`;
        const labels = { suite: 'append', case: label, unit: 'events/s', control: control.name };
        return benchRow(labels, pairs.get(name) ?? []);
      })
      .concat(bare, peers);
  } finally {
    await control.dispose();
    await database.remove();
  }
}

const BARE_INSERTS = 'for comparison: 1 caller, bare inserts by node-postgres';

/** What the driver, the server and its flush leave to a single caller when nothing else is asked of them. */
async function runBareInserts(
  url: string,
  control: Control,
  { only, repetitions, seconds }: Turns,
): Promise<BenchRow[]> {
  if (!BARE_INSERTS.includes(only)) return [];
  const pairs: [number, number][] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    pairs.push([await insertWithDriver(url, 1, seconds), await control.run(seconds)]);
  }
  const labels = { suite: 'append', case: BARE_INSERTS, unit: 'rows/s', control: control.name };
  return [benchRow(labels, pairs)];
}

async function runCase(url: string, processes: number, load: Load): Promise<LoadResult[]> {
  if (processes > 1) return runInProcesses(url, processes, load);
  const store = await PostgresEventStore.open({ connection: url });
  try {
    return [await runAppendLoad(store, load)];
  } finally {
    await store.close();
  }
}

async function runInProcesses(url: string, processes: number, load: Load): Promise<LoadResult[]> {
  const extension = extname(fileURLToPath(import.meta.url));
  const worker = fileURLToPath(new URL(`./append-worker${extension}`, import.meta.url));
  const children = Array.from({ length: processes }, () =>
    fork(worker, [url, JSON.stringify(load)]),
  );
  await Promise.all(children.map((child) => once(child, 'message')));
  return Promise.all(
    children.map(async (child) => {
      child.send('go');
      const [result] = (await once(child, 'message')) as [LoadResult];
      if (child.exitCode === null) await once(child, 'exit');
      return result;
    }),
  );
}
