import { Controller, Get, Inject } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamName } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import { openGate, type DatabaseGate } from '../../../test/setup/database-gate.js';
import { createTestDatabase, type TestDatabase } from '../../../test/setup/test-database.js';
import { SOURCE_WAIT_MS_MAX } from '../metrics/index.js';
import { EVENT_STORE } from '../tokens.js';
import { ServedEngine } from '../testing/served-engine.js';
import { READY_WAIT_MS_MAX } from './readiness.js';

/** What an answer takes beside the wait that is bounded; machines are shared. */
const SLACK_MS = 3_000;

@Controller('first')
class FirstController {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  @Get()
  async first(): Promise<object> {
    return { events: (await this.store.readStream(streamName('technician', 't-1'))).length };
  }
}

async function timed<Value>(work: Promise<Value>): Promise<readonly [Value, number]> {
  const beganMs = performance.now();
  return [await work, performance.now() - beganMs];
}

describe('a host whose database is away', () => {
  let database: TestDatabase;
  let gate: DatabaseGate;
  let served: ServedEngine;

  beforeAll(async () => {
    database = await createTestDatabase([]);
    gate = await openGate(database.url);
    served = await ServedEngine.start({ databaseUrl: gate.url }, ({ feed }) =>
      feed.add({ name: 'test:all', handle: () => Promise.resolve() }),
    );
    await served.append([served.release('t-1')]);
    expect(await served.engine.feed.waitFor('test:all', 1, 20_000)).toBe(true);
    while ((await served.ready()).status !== 200);
  });
  afterAll(async () => {
    gate.open();
    await served.stop();
    await gate.stop();
    await database.drop();
  });

  const comesBack = async () => {
    gate.open();
    while ((await served.ready()).status !== 200);
    const up = async () =>
      (await served.scrape()).value('gongdan_metrics_source_up', { source: 'consumers' });
    while ((await up()) !== 1);
  };

  it.each([
    ['refuses connections', () => gate.shut()],
    ['answers nothing', () => gate.swallow()],
  ] as const)('is not ready while it %s, and says so in time; then again', async (_how, away) => {
    const before = await served.scrape();
    expect(before.value('gongdan_metrics_source_up', { source: 'consumers' })).toBe(1);
    away();
    let answer = { status: 200, text: '' };
    while (!answer.text.includes('"database"')) {
      const [given, tookMs] = await timed(served.ready());
      answer = given;
      expect(tookMs).toBeLessThan(READY_WAIT_MS_MAX + SLACK_MS);
    }
    expect(answer.status).toBe(503);
    const problem = JSON.parse(answer.text) as Record<string, unknown>;
    expect(problem).toMatchObject({ code: 'ENGINE.NOT_READY', status: 503 });
    expect((problem['violations'] as object[])[0]).toMatchObject({ path: 'database' });
    const { hostname, port, username, password, pathname } = new URL(gate.url);
    for (const secret of [hostname, port, `${username}:${password}`, pathname.slice(1)]) {
      expect(answer.text).not.toContain(secret);
    }
    expect((await served.ask('GET', '/health/live')).status).toBe(200);

    let scraped = before;
    const up = (source: string) => scraped.value('gongdan_metrics_source_up', { source });
    while (up('consumers') !== 0 || up('log') !== 0) {
      const [given, tookMs] = await timed(served.scrape());
      scraped = given;
      expect(tookMs).toBeLessThan(SOURCE_WAIT_MS_MAX + SLACK_MS);
    }
    // What is known stands in, what this process counts goes on.
    expect(scraped.value('gongdan_log_position')).toBe(1);
    expect(scraped.value('gongdan_consumer_position', { consumer: 'test:all' })).toBe(1);
    expect(scraped.value('gongdan_consumer_events_total', { consumer: 'test:all' })).toBe(1);
    const route = { method: 'GET', route: '/health/ready' };
    const failed = scraped.value('gongdan_http_requests_total', { ...route, status: '5xx' });
    expect(failed).toBeGreaterThan(0);
    expect(up('pools')).toBe(1);
    await comesBack();
  });
});

describe('a host whose database has lost the table of accounts', () => {
  it('is not ready and answers logins with 503, until it is back', () =>
    ServedEngine.during({}, async (served) => {
      const { pool } = served.engine;
      const login = async () => {
        const response = await fetch(`${served.base}/api/v1/auth/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ username: 'clerk', password: 'correct horse' }),
        });
        const { code } = (await response.json()) as { code: string };
        return [response.status, response.headers.get('retry-after'), code];
      };
      const unknown = [401, null, 'ACCOUNT.BAD_CREDENTIALS'];
      expect(await login()).toEqual(unknown);
      await pool.query('ALTER TABLE gongdan.user_account RENAME TO mislaid');
      expect(await login()).toEqual([503, '1', 'DATABASE.NOT_SET_UP']);
      let answer = await served.ready();
      while (answer.status === 200) answer = await served.ready();
      expect(JSON.parse(answer.text)).toMatchObject({
        code: 'ENGINE.NOT_READY',
        violations: [{ path: 'database', message: expect.stringContaining('user_account') }],
      });
      await pool.query('ALTER TABLE gongdan.mislaid RENAME TO user_account');
      while ((await served.ready()).status !== 200);
      expect(await login()).toEqual(unknown);
    }));
});

describe('a host whose database has lost the log', () => {
  it('answers what needs it with 503, until it is back', () =>
    ServedEngine.during(
      {
        controllers: [FirstController],
        policy: { 'GET /api/v1/first': { who: 'everyone', objects: 'none' } },
      },
      async (served) => {
        const { pool } = served.engine;
        const read = async () => {
          const response = await served.ask('GET', '/api/v1/first');
          const { code, events } = (await response.json()) as { code?: string; events?: number };
          return [response.status, response.headers.get('retry-after'), code ?? events];
        };
        await served.append([served.release('t-1')]);
        await pool.query('ALTER TABLE gongdan.event RENAME TO mislaid');
        expect(await read()).toEqual([503, '1', 'STORE.NOT_SET_UP']);
        await expect(served.append([served.release('t-1')])).rejects.toMatchObject({
          code: 'STORE.NOT_SET_UP',
          retryable: true,
        });
        await pool.query('ALTER TABLE gongdan.mislaid RENAME TO event');
        await served.append([served.release('t-1')]);
        expect(await read()).toEqual([200, null, 2]);
      },
    ));
});

describe('a host whose consumers do not work', () => {
  it('is not ready', () =>
    ServedEngine.during(
      {},
      async (served) => {
        while ((await served.ready()).status !== 200);
        await served.engine.feed.stop();
        let answer = await served.ready();
        while (answer.status === 200) answer = await served.ready();
        expect(JSON.parse(answer.text)).toMatchObject({
          violations: [{ path: 'consumers', message: 'are not at work: test:all (stopped)' }],
        });
      },
      ({ feed }) => feed.add({ name: 'test:all', handle: () => Promise.resolve() }),
    ));
});

describe('a host whose log holds what only a newer release knows', () => {
  it('stays ready, and its status says why consumers try again', () =>
    ServedEngine.during(
      {},
      async (served) => {
        const { rawStore, feed } = served.engine;
        const { events, ...write } = served.release('t-1');
        const newer = events.map((event) => ({ ...event, schemaVersion: 99 }));
        await rawStore.append({ writes: [{ ...write, events: newer }] });
        let [status] = await feed.status();
        while (status?.state !== 'retrying') [status] = await feed.status();
        expect(status).toMatchObject({
          lagEvents: 1,
          lastError: expect.stringContaining('TechnicianReleased version 99') as unknown,
        });
        const answer = await served.ready();
        expect(answer).toMatchObject({ status: 200 });
        const scraped = await served.scrape();
        expect(scraped.value('gongdan_metrics_source_up', { source: 'consumers' })).toBe(1);
      },
      ({ feed }) => feed.add({ name: 'test:all', handle: () => Promise.resolve() }),
    ));
});

describe('a host that is asked to stop', () => {
  it('says so on new connections, and serves what still comes, until it closes', () =>
    ServedEngine.during({ environment: { SHUTDOWN_DRAIN_MS: '3000' } }, async (served) => {
      expect((await served.ready()).status).toBe(200);
      const stopped = served.stop();
      let answer = await served.ready();
      while (answer.status === 200) answer = await served.ready();
      expect(JSON.parse(answer.text)).toMatchObject({
        code: 'ENGINE.NOT_READY',
        violations: [{ path: 'engine', message: 'is stopping' }],
      });
      const login = await served.ask('GET', '/api/v1/auth/me', { connection: 'close' });
      expect(login.status).toBe(401);
      await stopped;
      await expect(served.ready()).rejects.toThrow('fetch failed');
    }));

  it('closes at once where nothing else is set', () =>
    ServedEngine.during({}, async (served) => {
      const [, tookMs] = await timed(served.app.close());
      expect(tookMs).toBeLessThan(SLACK_MS);
    }));

  it('drains no longer than it may take to stop', () =>
    ServedEngine.during(
      { environment: { SHUTDOWN_DRAIN_MS: '60000', SHUTDOWN_MS_MAX: '100' } },
      async (served) => {
        const [, tookMs] = await timed(served.app.close());
        expect(tookMs).toBeGreaterThanOrEqual(95);
        expect(tookMs).toBeLessThan(30_000);
      },
    ));
});
