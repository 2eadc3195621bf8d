import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { METRICS_TABLE } from '@gongdan/platform';
import { Scraped } from '../setup/scraped.js';
import { Desk } from './desk.js';
import { register, settle, type People } from './journey.js';

const TICKETS = 5;
/** A scrape of the whole engine; Prometheus keeps every one of its lines apart. */
const SERIES_MAX = 6_000;

let desk: Desk;
let people: People;
let text: string;
let scraped: Scraped;

beforeAll(async () => {
  desk = await Desk.open();
  people = await settle(desk);
  for (let ticket = 0; ticket < TICKETS; ticket++) await register(desk, people, {});
  await desk.caughtUp();
  text = await (await fetch(`${desk.base}/metrics`)).text();
  scraped = new Scraped(text);
});
afterAll(() => desk.close());

describe('the metrics of the whole engine', () => {
  it('count its commands', () => {
    const labels = { method: 'POST', route: '/api/v1/tickets', status: '2xx' };
    expect(scraped.value('gongdan_http_requests_total', labels)).toBe(TICKETS);
    const events = scraped.value('gongdan_log_events_total');
    expect(events).toBe(scraped.value('gongdan_log_position'));
  });

  it('tell of every consumer and every read model', async () => {
    const position = scraped.value('gongdan_log_position');
    const statuses = await desk.engine.feed.status();
    expect(statuses.length).toBeGreaterThan(20);
    for (const { name: consumer } of statuses) {
      const told = scraped.value('gongdan_consumer_position', { consumer });
      expect([consumer, told]).toEqual([consumer, position]);
    }
    for (const { name: projection, liveVersion } of await desk.engine.projections.status()) {
      const of = (name: string) => scraped.value(`gongdan_projection_${name}`, { projection });
      expect([projection, of('position'), of('version'), of('outdated')]).toEqual([
        projection,
        position,
        liveVersion,
        0,
      ]);
    }
  });

  it('are few, and all in the table', () => {
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines.length).toBeLessThan(SERIES_MAX);
    expect([...scraped.names()].filter((name) => !(name in METRICS_TABLE))).toEqual([]);
  });

  it('show a rebuild that failed', async () => {
    const { workPool } = desk.engine;
    await workPool.query(
      `INSERT INTO gongdan.projection_rebuild (name, version, phase, position, total, error)
       VALUES ('ticket-detail', 9, 'folding', 3, 7, 'broken')`,
    );
    let value: number | undefined;
    while (value === undefined) {
      const now = new Scraped(await (await fetch(`${desk.base}/metrics`)).text());
      const labels = { projection: 'ticket-detail' };
      const rebuild = 'gongdan_projection_rebuild';
      value = now.value(`${rebuild}_position`, { ...labels, phase: 'failed' });
      if (value !== undefined) expect(now.value(`${rebuild}_target_position`, labels)).toBe(7);
    }
    expect(value).toBe(3);
  });
});
