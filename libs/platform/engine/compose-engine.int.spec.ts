import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { streamName } from '@gongdan/core';
import { verifyLog } from '@gongdan/event-store';
import pg from 'pg';
import { createTestDatabase } from '../../../test/setup/test-database.js';
import { createTestEngine, type TestEngine } from '../../../test/setup/test-engine.js';
import { readSettings } from '../settings/index.js';
import { composeEngine, type Engine } from './compose-engine.js';
import { readLogHead } from './open-log.js';

let test: TestEngine;
afterEach(() => test.remove());

async function appendOne({ store, ids, clock }: Engine): Promise<void> {
  const appended = await store.append({
    writes: [
      {
        stream: streamName('technician', 't-1'),
        expected: 'none',
        events: [
          {
            id: ids.next(),
            type: 'TechnicianReleased',
            schemaVersion: 1,
            data: {},
            actor: 'test',
            occurredAt: clock.now(),
            correlationId: 'c',
            causationId: null,
            customerId: null,
          },
        ],
      },
    ],
  });
  expect(appended.status).toBe('appended');
}

async function schemasOf(connectionString: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_|^information_schema$'`,
  );
  await client.end();
  return rows.map(({ name }) => name);
}

describe('a composed engine', () => {
  it('keeps a signed head of the log, by which a cut tail shows', async () => {
    test = await createTestEngine();
    const { engine } = test;
    const path = join(engine.dataFolder, 'log-head.json');
    await engine.start();
    await appendOne(engine);
    await engine.stop();
    expect(existsSync(path)).toBe(true);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ lastPosition: 1, streams: 1 });
  });

  it('leaves the head alone where it is not started', async () => {
    test = await createTestEngine();
    await verifyLog(test.engine.rawStore);
    await test.engine.stop();
    expect(existsSync(join(test.engine.dataFolder, 'log-head.json'))).toBe(false);
  });

  it('makes no new keys beside a log that has events, but where somebody made their folder', async () => {
    test = await createTestEngine();
    const { engine, databaseUrl } = test;
    await appendOne(engine);
    await engine.stop();
    const keys = join(engine.dataFolder, 'keys');
    rmSync(keys, { recursive: true });
    const again = () =>
      composeEngine({
        settings: readSettings({}),
        databaseUrl,
        dataFolder: engine.dataFolder,
        workflows: engine.workflows,
        note: () => {},
      });
    await expect(again()).rejects.toMatchObject({
      code: 'KEY_VAULT.LOST',
      message: expect.stringContaining(
        'The log has 1 event(s), but the folder of the keys',
      ) as unknown,
      hint: expect.stringContaining('remove log-head.json') as unknown,
    });
    expect(existsSync(keys)).toBe(false);
    mkdirSync(keys);
    rmSync(join(engine.dataFolder, 'log-head.json'));
    const opened = await again();
    await opened.start();
    expect(await opened.store.lastPosition()).toBe(1);
    await opened.stop();
    expect(await readLogHead(engine.dataFolder)).toMatchObject({
      status: 'signed',
      head: { lastPosition: 1 },
    });
  });

  it('begins no new log in the place of one that is gone, but where its head was removed', async () => {
    test = await createTestEngine();
    const { engine } = test;
    await engine.start();
    await appendOne(engine);
    await engine.stop();
    const head = join(engine.dataFolder, 'log-head.json');
    expect(existsSync(head)).toBe(true);
    const empty = await createTestDatabase([]);
    const again = () =>
      composeEngine({
        settings: readSettings({}),
        databaseUrl: empty.url,
        dataFolder: engine.dataFolder,
        workflows: engine.workflows,
        note: () => {},
      });
    try {
      await expect(again()).rejects.toMatchObject({
        code: 'STORE.LOG_LOST',
        message: expect.stringContaining('says that it had 1 event(s)') as unknown,
      });
      expect(await schemasOf(empty.url)).toEqual(['public']);
      rmSync(head);
      const opened = await again();
      expect(await opened.store.lastPosition()).toBe(0);
      await opened.stop();
    } finally {
      await empty.drop();
    }
  });

  it('closes what was opened when a later part fails, and may be stopped twice', async () => {
    test = await createTestEngine();
    const { engine, databaseUrl } = test;
    const failing = composeEngine({
      settings: readSettings({}),
      databaseUrl,
      dataFolder: '/dev/null',
      workflows: engine.workflows,
      note: () => {},
    });
    await expect(failing).rejects.toBeDefined();
    await engine.stop();
    await engine.stop();
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const others = `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    // The server notices a moment later that a connection was closed.
    while ((await client.query(others)).rowCount !== 0);
    await client.end();
  });
});
