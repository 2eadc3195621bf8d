import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { streamName } from '@gongdan/core';
import { verifyLog } from '@gongdan/event-store';
import pg from 'pg';
import { createTestEngine, type TestEngine } from '../../../test/setup/test-engine.js';
import { readSettings } from '../settings/index.js';
import { composeEngine } from './compose-engine.js';

let test: TestEngine;
afterEach(() => test.remove());

describe('a composed engine', () => {
  it('keeps a signed head of the log, by which a cut tail shows', async () => {
    test = await createTestEngine();
    const { engine } = test;
    const path = join(engine.dataFolder, 'log-head.json');
    await engine.start();
    const appended = await engine.store.append({
      writes: [
        {
          stream: streamName('technician', 't-1'),
          expected: 'none',
          events: [
            {
              id: engine.ids.next(),
              type: 'TechnicianReleased',
              schemaVersion: 1,
              data: {},
              actor: 'test',
              occurredAt: engine.clock.now(),
              correlationId: 'c',
              causationId: null,
              customerId: null,
            },
          ],
        },
      ],
    });
    expect(appended.status).toBe('appended');
    await engine.stop();
    expect(existsSync(path)).toBe(true);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ lastPosition: 1, streams: 1 });
  });

  it('leaves the head alone where it is not started', async () => {
    test = await createTestEngine();
    await verifyLog(test.engine.rawStore, { head: test.engine.headFile });
    await test.engine.stop();
    expect(existsSync(join(test.engine.dataFolder, 'log-head.json'))).toBe(false);
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
