import { Controller, Get } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Scraped } from '../../../test/setup/scraped.js';
import { ServedEngine } from '../testing/served-engine.js';
import { METRIC_AREAS, METRICS_TABLE } from './metric-table.js';

let arrived = () => {};
let answer = () => {};
const answered = new Promise<void>((resolve) => (answer = resolve));

@Controller('slow')
class SlowController {
  @Get(':id')
  async one(): Promise<object> {
    arrived();
    await answered;
    return {};
  }
}

const POISONED = 't-poisoned';
let served: ServedEngine;

beforeAll(async () => {
  served = await ServedEngine.start(
    {
      controllers: [SlowController],
      policy: { 'GET /api/v1/slow/:id': { who: 'everyone', objects: 'none' } },
    },
    async ({ feed }) => {
      await feed.add({ name: 'test:all', handle: () => Promise.resolve() });
      await feed.add({
        name: 'test:commands',
        effect: 'commands',
        prepare: () => Promise.resolve(),
        handle: () => Promise.resolve(),
      });
      await feed.add({
        name: 'test:choosy',
        handle(events) {
          const isPoisoned = events.some(({ stream }) => stream.endsWith(POISONED));
          return isPoisoned ? Promise.reject(new Error('cannot')) : Promise.resolve();
        },
      });
    },
  );
});
afterAll(() => served.stop());

/** Scrapes until it shows what is waited for: what comes of the database may be two seconds old. */
async function scrapeUntil(shows: (scraped: Scraped) => boolean): Promise<Scraped> {
  for (;;) {
    const scraped = await served.scrape();
    if (shows(scraped)) return scraped;
  }
}

describe('what is appended and handled', () => {
  const consumers = ['test:all', 'test:commands', 'test:choosy'];

  it('is counted, to the event', async () => {
    const { feed } = served.engine;
    const fingerprint = '0'.repeat(64);
    const command = { key: 'k', fingerprint, outcome: {} };
    await served.append([served.release('t-1', 'none'), served.release('t-2', 'none')]);
    await served.append([served.release('t-3', 'none')], { command });
    await served.append([served.release('t-3', 'none')], { command });
    await served.append([served.release('t-3')], {
      command: { ...command, fingerprint: '1'.repeat(64) },
    });
    await served.append([served.release('t-1', 7)]);
    await served.engine.store.findOutcome('k');
    await served.engine.store.findOutcome('another');
    const missing = { ...served.release('t-4'), events: [] };
    await expect(served.append([missing])).rejects.toMatchObject({ category: 'invalid' });
    await served.append([served.release(POISONED, 'none'), served.release('t-4', 'none')]);
    for (const consumer of consumers) {
      expect(await feed.waitFor(consumer, 5, 20_000)).toBe(true);
    }

    const scraped = await scrapeUntil((each) =>
      consumers.every((consumer) => each.value('gongdan_consumer_position', { consumer }) === 5),
    );
    const appends = (outcome: string) => scraped.value('gongdan_log_appends_total', { outcome });
    expect(appends('appended')).toBe(3);
    expect(appends('conflict')).toBe(1);
    expect(appends('replayed')).toBe(2);
    expect(appends('key-reused')).toBe(1);
    expect(appends('refused')).toBe(1);
    for (const none of ['busy', 'unavailable', 'failed', 'unknown']) expect(appends(none)).toBe(0);
    expect(scraped.value('gongdan_log_events_total')).toBe(5);
    expect(scraped.value('gongdan_log_append_duration_seconds_count')).toBe(3);
    expect(scraped.value('gongdan_log_position')).toBe(5);

    const of = (consumer: string, name: string, more = {}) =>
      scraped.value(`gongdan_consumer_${name}`, { consumer, ...more });
    for (const consumer of ['test:all', 'test:commands']) {
      expect(of(consumer, 'events_total')).toBe(5);
      expect(of(consumer, 'batches_total')).toBeLessThanOrEqual(5);
      expect(of(consumer, 'busy_seconds_total')).toBeGreaterThan(0);
      expect(of(consumer, 'state', { state: 'live' })).toBe(1);
      expect(of(consumer, 'dead_letters')).toBe(0);
      expect(of(consumer, 'failures_total', { outcome: 'retrying' })).toBe(0);
    }
    expect(of('test:choosy', 'events_total')).toBe(4);
    expect(of('test:choosy', 'dead_letters')).toBe(1);
    expect(of('test:choosy', 'parked_streams')).toBe(1);
    expect(of('test:choosy', 'lag_events')).toBe(0);
    expect(of('test:choosy', 'lag_seconds')).toBe(0);
    expect(of('test:choosy', 'failures_total', { outcome: 'parked' })).toBe(1);
    expect(of('test:choosy', 'failures_total', { outcome: 'retrying' })).toBeGreaterThan(0);
  });

  it('is behind where a consumer is, in events and seconds', async () => {
    const { workPool } = served.engine;
    const locked = await workPool.connect();
    await locked.query('BEGIN');
    await locked.query(
      "SELECT FROM gongdan.consumer_checkpoint WHERE name = 'test:all' FOR UPDATE",
    );
    await served.append([served.release('t-5', 'none')]);
    const labels = { consumer: 'test:all' };
    await scrapeUntil(
      (each) =>
        each.value('gongdan_consumer_lag_events', labels) === 1 &&
        (each.value('gongdan_consumer_lag_seconds', labels) ?? 0) > 0,
    );
    await locked.query('ROLLBACK');
    locked.release();
    await scrapeUntil((each) => each.value('gongdan_consumer_lag_events', labels) === 0);
  });
});

describe('requests', () => {
  const requests = (scraped: Scraped, route: string, status: string, method = 'GET') =>
    scraped.value('gongdan_http_requests_total', { method, route, status });

  it('are counted by the pattern of their route, what the guard refuses too', async () => {
    for (const path of ['/api/v1/users/a', '/api/v1/users/b', '/api/v1/users/c']) {
      await (await served.ask('GET', path)).text();
    }
    await (await served.ask('GET', '/health/live')).text();
    await (await served.ask('HEAD', '/health/live')).text();
    await (await served.ask('GET', '/nothing/here')).text();
    await (await served.ask('GET', '/nothing/there')).text();
    const scraped = await scrapeUntil(
      (each) => each.value('gongdan_http_requests_in_flight') === 1, // the scrape itself
    );
    expect(requests(scraped, '/api/v1/users/:id', '4xx')).toBe(3);
    expect(requests(scraped, '/health/live', '2xx')).toBe(1);
    expect(requests(scraped, '/health/live', '2xx', 'HEAD')).toBe(1);
    expect(requests(scraped, 'none', '4xx')).toBe(2);
    const labels = { method: 'GET', route: '/api/v1/users/:id', status: '4xx' };
    const duration = 'gongdan_http_request_duration_seconds';
    expect(scraped.value(`${duration}_count`, labels)).toBe(3);
    expect(scraped.value(`${duration}_bucket`, { ...labels, le: '+Inf' })).toBe(3);
  });

  it('are in flight until their answer ends, or the client has left', async () => {
    const inHand = new Promise<void>((resolve) => (arrived = resolve));
    const left = new AbortController();
    const leaving = fetch(`${served.base}/api/v1/slow/x`, { signal: left.signal });
    await inHand;
    expect((await served.scrape()).value('gongdan_http_requests_in_flight')).toBe(2);
    left.abort();
    await expect(leaving).rejects.toThrow('abort');
    const scraped = await scrapeUntil(
      (each) => each.value('gongdan_http_requests_in_flight') === 1,
    );
    expect(requests(scraped, '/api/v1/slow/:id', 'aborted')).toBe(1);
    answer();
    await (await served.ask('GET', '/api/v1/slow/y')).text();
    const after = await served.scrape();
    expect(requests(after, '/api/v1/slow/:id', 'aborted')).toBe(1);
    expect(requests(after, '/api/v1/slow/:id', '2xx')).toBe(1);
  });
});

describe('a scrape', () => {
  it('does not count its own questions as callers that wait', () =>
    ServedEngine.during({}, async (idle) => {
      const { workPool } = idle.engine;
      await workPool.query('SELECT'); // leaves a connection, which a question queues up for
      const scraped = await idle.scrape(); // the first one: every source is asked
      for (const pool of ['queries', 'work', 'accounts']) {
        expect(scraped.value('gongdan_database_pool_waiting', { pool })).toBe(0);
      }
    }));

  it('has names of the table only, and all that this host has to tell', async () => {
    const names = (await served.scrape()).names();
    expect([...names].filter((name) => !(name in METRICS_TABLE))).toEqual([]);
    const elsewhere =
      /^gongdan_(relay|webhook|sla|carry_over|notices|projection)_|_fds$|_heap_bytes$|_virtual_|_active_requests$/;
    const missing = METRIC_AREAS.flatMap(({ metrics }) => Object.keys(metrics)).filter(
      (name) => !names.has(name) && !elsewhere.test(name),
    );
    expect(missing).toEqual([]);
  });

  it('is Prometheus’ text, kept by nobody', async () => {
    const response = await served.ask('GET', '/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('no-store');
    await response.text();
  });

  it('tells of the pools', async () => {
    const scraped = await served.scrape();
    const max = (pool: string) => scraped.value('gongdan_database_pool_connections_max', { pool });
    expect([max('queries'), max('work'), max('accounts')]).toEqual([20, 12, 5]);
    const { workPool } = served.engine;
    const taken = await Promise.all(Array.from({ length: 12 }, () => workPool.connect()));
    const waiting = workPool.connect();
    const full = await served.scrape();
    expect(full.value('gongdan_database_pool_waiting', { pool: 'work' })).toBeGreaterThan(0);
    expect(full.value('gongdan_database_pool_connections', { pool: 'work' })).toBe(12);
    expect(full.value('gongdan_database_pool_idle_connections', { pool: 'work' })).toBe(0);
    for (const client of taken) client.release();
    (await waiting).release();
  });
});
