import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { RecordedEvent, StreamName } from '@gongdan/core';
import {
  chainHashOf,
  eventStoreMigrations,
  NO_PREVIOUS_HASH,
  PostgresEventStore,
} from '@gongdan/event-store';
import { readCommands, readWholeLog } from '../property/evidence.js';
import { JournalInMemory } from '../property/journal.js';
import { runWorkload, workloadEvent } from '../property/workload.js';
import { createTestDatabase, migrate, type TestDatabase } from '../setup/test-database.js';
import { startThrowAwayPostgres, type ThrowAwayPostgres } from '../setup/throw-away-postgres.mjs';
import { dumpByCopy, loadByCopy } from './copy-dump.js';

const majorOf = (text: string) => Number(/(\d+)[.\s]/.exec(text)?.[1] ?? 0);

interface Way {
  dump(url: string, folder: string): Promise<void>;
  load(url: string, folder: string): Promise<void>;
}

const BY_COPY: Way = {
  dump: dumpByCopy,
  async load(url, folder) {
    await migrate(url, eventStoreMigrations);
    await loadByCopy(url, folder);
  },
};

const run = (command: string, args: readonly string[]): void => {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
};

const BY_PG_DUMP: Way = {
  async dump(url, folder) {
    run('pg_dump', ['--schema=gongdan', '--no-owner', '-f', join(folder, 'dump.sql'), url]);
  },
  async load(url, folder) {
    run('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-f', join(folder, 'dump.sql'), url]);
  },
};

describe('a dump of a log that is being written, loaded into a fresh server', () => {
  let database: TestDatabase;
  let fresh: ThrowAwayPostgres;
  let folder: string;
  beforeAll(async () => {
    database = await createTestDatabase(eventStoreMigrations);
    fresh = await startThrowAwayPostgres({ durable: false });
    folder = mkdtempSync(join(tmpdir(), 'gongdan-dump-'));
  }, 60_000);
  afterAll(async () => {
    await fresh.stop();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  it('by COPY is a whole past of it, and goes on', () => tryWay(BY_COPY, 'by_copy'), 30_000);

  /** pg_dump refuses servers newer than itself: only where the machine has one that fits. */
  const hasPgDump = () =>
    majorOf(spawnSync('pg_dump', ['--version'], { encoding: 'utf8' }).stdout ?? '') >= 18;
  (hasPgDump() ? it : it.skip)(
    'by pg_dump is a whole past of it, and goes on',
    () => tryWay(BY_PG_DUMP, 'by_pg_dump'),
    30_000,
  );

  async function tryWay(way: Way, name: string): Promise<void> {
    await dumpWhileWriting(way, name);
    const url = await createDatabase(name);
    await way.load(url, folder);

    const original = await PostgresEventStore.open({ connection: database.url });
    const restored = await PostgresEventStore.open({ connection: url });
    const last = await restored.lastPosition();
    const past = (await readWholeLog(original)).slice(0, last);
    expect(last).toBeGreaterThan(500);
    expect(await original.lastPosition()).toBeGreaterThan(last);
    expect(await readWholeLog(restored)).toEqual(past);

    await commandsAreOfThatMoment(url, last);
    await consumerReadsOn(restored, past);
    await writerWritesOn(restored, past);
    await original.close();
    await restored.close();
  }

  async function dumpWhileWriting(way: Way, client: string): Promise<void> {
    const store = await PostgresEventStore.open({ connection: database.url });
    const phase = { isOver: false };
    const writing = runWorkload(store, new JournalInMemory(), {
      client,
      seed: 3,
      callers: 8,
      hotStreams: 5,
      isOver: () => phase.isOver,
    });
    const abort = new AbortController();
    for await (const { lastPosition } of store.subscribe({ after: 0 }, abort.signal)) {
      if (lastPosition > 1_000) break;
    }
    await way.dump(database.url, folder);
    const after = await store.lastPosition();
    for await (const { lastPosition } of store.subscribe({ after }, abort.signal)) {
      if (lastPosition > after) break;
    }
    phase.isOver = true;
    await writing;
    await store.close();
  }

  async function createDatabase(name: string): Promise<string> {
    const client = new pg.Client({ connectionString: fresh.url });
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    const url = new URL(fresh.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  const byKey = (one: { key: string }, two: { key: string }) => (one.key < two.key ? -1 : 1);

  async function commandsAreOfThatMoment(url: string, last: number): Promise<void> {
    const all = await readCommands(database.url);
    const expected = all.filter(({ position }) => position <= last);
    expect(expected.length).toBeGreaterThan(50);
    expect((await readCommands(url)).sort(byKey)).toEqual(expected.sort(byKey));
  }

  /** A consumer whose checkpoint is older than the dump. */
  async function consumerReadsOn(
    store: PostgresEventStore,
    past: readonly RecordedEvent[],
  ): Promise<void> {
    const after = past.length - 100;
    const abort = new AbortController();
    const seen: RecordedEvent[] = [];
    for await (const page of store.subscribe({ after, limit: 30 }, abort.signal)) {
      seen.push(...page.events);
      if (seen.length >= 100) break;
    }
    expect(seen).toEqual(past.slice(after));
  }

  async function writerWritesOn(
    store: PostgresEventStore,
    past: readonly RecordedEvent[],
  ): Promise<void> {
    const newest = past.at(-1) as RecordedEvent;
    const result = await store.append({
      writes: [
        {
          stream: newest.stream,
          expected: newest.version,
          events: [workloadEvent(crypto.randomUUID()), workloadEvent(crypto.randomUUID())],
        },
      ],
    });
    expect(result).toMatchObject({ status: 'appended', position: past.length + 2 });
    for (const stream of new Set<StreamName>(past.map((event) => event.stream))) {
      let previous = NO_PREVIOUS_HASH;
      for (const event of await store.readStream(stream)) {
        expect(event.hash).toBe(chainHashOf(event, previous));
        previous = event.hash;
      }
    }
  }
});
