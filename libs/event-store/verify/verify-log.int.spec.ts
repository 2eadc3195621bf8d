import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { plantFault, type Instant } from '@gongdan/core';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/setup/test-database.js';
import { signingKeyIn } from '../key-vault/signing-key.js';
import { eventStoreMigrations } from '../postgres/migrations/index.js';
import { PostgresEventStore } from '../postgres/postgres-event-store.js';
import { appendTo, uniqueStream } from '../testing/sample-events.js';
import { HeadFile } from './head-file.js';
import { HeadKeeper } from './head-keeper.js';
import { verifyLog } from './verify-log.js';

let database: TestDatabase;
let store: PostgresEventStore;
let folder: string;
let head: HeadFile;
beforeAll(async () => {
  database = await createTestDatabase(eventStoreMigrations);
  store = await PostgresEventStore.open({ connection: database.url });
  folder = mkdtempSync(join(tmpdir(), 'gongdan-verify-'));
  head = new HeadFile(join(folder, 'log-head.json'), await signingKeyIn(folder));
});
afterAll(async () => {
  await store.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

/** What somebody with all rights over the database can do. */
async function tamper(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query('ALTER TABLE gongdan.event DISABLE TRIGGER ALL');
    await client.query(statement);
    await client.query('ALTER TABLE gongdan.event ENABLE ALWAYS TRIGGER refuse_change');
  } finally {
    await client.end();
  }
}

const keep = () =>
  new HeadKeeper(
    store,
    head,
    { now: () => '2026-03-02T09:00:00.000Z' as Instant },
    {
      onFinding: ({ message }) => {
        throw new Error(message);
      },
      onFailure: (error) => {
        throw error;
      },
    },
  ).close();

const found = async () =>
  (await verifyLog(store, { head })).findings.map(({ kind, position }) => `${kind} ${position}`);

const REFERENCE = readFileSync('docs/reference/hash-chain.md', 'utf8');

/** What the statement of the reference page finds, asked of PostgreSQL alone. */
async function foundByReference(): Promise<readonly number[]> {
  const [, statement = ''] = /```sql\n(.*?)```/s.exec(REFERENCE) ?? [];
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ position: string }>(statement);
    return rows.map(({ position }) => Number(position));
  } finally {
    await client.end();
  }
}

/** In the order of the damage done: each test leaves the log worse than it was. */
describe('verifyLog on PostgreSQL', () => {
  it('finds an honest log whole', async () => {
    const streams = [uniqueStream(), uniqueStream('invoice'), uniqueStream()];
    for (let round = 0; round < 4; round++) {
      for (const stream of streams) await appendTo(store, stream, 2);
    }
    await keep();
    const report = await verifyLog(store, { head });
    expect(report).toMatchObject({ events: 24, streams: 3, lastPosition: 24, findings: [] });
    expect(await foundByReference()).toEqual([]);
  });

  it('finds a changed event', async () => {
    await tamper(`UPDATE gongdan.event SET actor = 'somebody-else' WHERE position = 9`);
    expect(await found()).toEqual(['broken-chain 9']);
    expect(await foundByReference()).toEqual([9]);
  });

  it('finds a deleted event, and by the head that it is another log', async () => {
    await tamper('DELETE FROM gongdan.event WHERE position = 15');
    expect(await found()).toEqual([
      'broken-chain 9',
      'position-gap 16',
      'version-gap 16',
      'rewritten 24',
    ]);
  });

  it('finds a cut tail', async () => {
    await tamper('DELETE FROM gongdan.event WHERE position > 22');
    expect(await found()).toEqual([
      'broken-chain 9',
      'position-gap 16',
      'version-gap 16',
      'cut-tail 24',
    ]);
  });

  it('catches the planted fault append.break-hash-chain', async () => {
    plantFault('append.break-hash-chain');
    const faulty = await PostgresEventStore.open({ connection: database.url });
    try {
      await appendTo(faulty, uniqueStream(), 3);
    } finally {
      plantFault(undefined);
      await faulty.close();
    }
    expect(await found()).toEqual([
      'broken-chain 9',
      'position-gap 16',
      'version-gap 16',
      'broken-chain 24',
      'rewritten 24',
      'broken-chain 25',
    ]);
  });
});
