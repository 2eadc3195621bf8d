import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PostgresEventStore } from '@gongdan/event-store';
import { benchRow, type BenchRow } from '../bench-row.js';
import { PAYLOAD, runAppendLoad, runClosedLoop, type AppendOne, type Load } from './append-load.js';
import type { Turns } from './insert-control.js';

const NAME = '32 callers against Emmett';
const PACKAGE = '@event-driven-io/emmett-postgresql';

/** What this file uses of it; it is not installed with the engine. */
interface EmmettStore {
  appendToStream(
    stream: string,
    events: readonly { type: string; data: unknown }[],
    options: { expectedStreamVersion: bigint | 'STREAM_DOES_NOT_EXIST' },
  ): Promise<unknown>;
  schema: { migrate(): Promise<unknown> };
  close(): Promise<void>;
}

interface EmmettModule {
  getPostgreSQLEventStore(url: string): EmmettStore;
}

/** The same load on Emmett’s PostgreSQL store, in turns with ours on the same server. */
export async function runAgainstEmmett(url: string, options: Turns): Promise<BenchRow[]> {
  if (!NAME.includes(options.only)) return [];
  const emmett = await loadEmmett();
  if (!emmett) {
    console.error(`${NAME}: left out; 'npm ci --prefix test/bench/controls' installs it`);
    return [];
  }
  const load: Load = { callers: 32, warmUpMs: 1_000, measureMs: options.seconds * 1_000 };
  const theirs = emmett.getPostgreSQLEventStore(url);
  await theirs.schema.migrate();
  const ours = await PostgresEventStore.open({ connection: url });
  const pairs: [number, number][] = [];
  for (let repetition = 0; repetition < options.repetitions; repetition++) {
    const control = await runClosedLoop(load, appendTo(theirs));
    const result = await runAppendLoad(ours, load);
    pairs.push([result.eventsPerSecond, control.eventsPerSecond]);
  }
  await ours.close();
  await theirs.close();
  const control = 'emmett-postgresql 0.42.0, 32 callers';
  return [benchRow({ suite: 'append', case: NAME, unit: 'events/s', control }, pairs)];
}

const appendTo =
  (store: EmmettStore): AppendOne =>
  async (stream, version) => {
    await store.appendToStream(stream, [{ type: 'WorkRecorded', data: PAYLOAD }], {
      expectedStreamVersion: version === 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(version),
    });
  };

async function loadEmmett(): Promise<EmmettModule | undefined> {
  const folder = join(process.cwd(), 'test/bench/controls');
  if (!existsSync(join(folder, 'node_modules', PACKAGE))) return undefined;
  const path = createRequire(join(folder, 'package.json')).resolve(PACKAGE);
  return (await import(pathToFileURL(path).href)) as EmmettModule;
}
