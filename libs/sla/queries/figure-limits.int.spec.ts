import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gongdan/contracts';
import type { Instant } from '@gongdan/core';
import type { EventFeed } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import type { FreshReads } from '@gongdan/platform';
import { createTestEngine, type TestEngine } from '../../../test/setup/test-engine.js';
import type { PolicyBook } from '../domain/index.js';
import { EXPORT_ROWS_MAX } from '../exports/formats.js';
import { SPAN_DAYS_MAX } from '../metrics/periods.js';
import { slaMigrations } from '../migrations.js';
import { slaProjections } from '../projections/index.js';
import { SUBJECTS_JUDGED_MAX } from './list-clocks/clocks-as-of.js';
import { ListClocks } from './list-clocks/list-clocks.js';
import { GROUPS_MAX } from './read-metrics/read-metrics.dto.js';
import { ReadMetrics } from './read-metrics/read-metrics.js';

/** Team `a` has exactly as many rows, tickets and customers as the limits allow; one more clock has none. */
const FILL = `
  INSERT INTO gongdan.sla_clock
    (run_id, subject_kind, subject_id, clock, cycle, state, policy_id, policy_version, calendar_id,
     calendar_version, started_at, first_started_at, due_at, counted_at, due_or_last_at, breached_at,
     superseded, customer_id, team, last_recorded_at)
  SELECT 'run-' || i, CASE WHEN more THEN 'complaint' ELSE 'ticket' END,
         CASE WHEN more THEN 'one-more' ELSE 'ticket-' || least(i, ${SUBJECTS_JUDGED_MAX}) END, 'arrival', i,
         'breached', 'house', 1, 'office', 1, at, at, at, at, at, at, false,
         'customer-' || CASE WHEN more THEN ${GROUPS_MAX + 1} ELSE least(i, ${GROUPS_MAX}) END,
         CASE WHEN more THEN NULL ELSE 'a' END, at
    FROM (SELECT i, i > ${EXPORT_ROWS_MAX} AS more, timestamptz '2026-03-02T00:00:00Z' AS at
            FROM generate_series(1, ${EXPORT_ROWS_MAX + 1}) i) rows`;

const manager: Caller = { actor: 'm', roles: ['service-manager'], technicianId: null };
const clock = { now: () => '2026-03-05T00:00:00.000Z' as Instant };
const fresh = { reach: () => Promise.resolve() } as unknown as FreshReads;
let test: TestEngine;
let clocks: ListClocks;
let metrics: ReadMetrics;

beforeAll(async () => {
  test = await createTestEngine({ migrations: slaMigrations });
  const { projections, pool } = test.engine;
  for (const projection of slaProjections) await projections.add(projection);
  await pool.query(FILL);
  await pool.query('VACUUM ANALYZE gongdan.sla_clock');
  const store = { readStream: () => Promise.resolve([]) } as unknown as EventStore;
  const book = { calendars: { get: () => undefined } } as unknown as PolicyBook;
  clocks = new ListClocks(projections, store, clock, book, fresh);
  const feed = { waitFor: () => Promise.resolve(true) } as unknown as EventFeed;
  const settings = { timeZone: 'UTC', readWaitMsMax: 0 };
  metrics = new ReadMetrics(projections, feed, settings, clock, fresh);
}, 60_000);
afterAll(() => test.remove());

describe('what is too much is refused, and what is not is answered', () => {
  it('rows of a file', async () => {
    const { value } = await clocks.exported('breaches', { team: ['a'] }, manager);
    expect(value).toHaveLength(EXPORT_ROWS_MAX);
    const more = clocks.exported('breaches', {}, manager);
    await expect(more).rejects.toMatchObject({ code: 'SLA.TOO_MANY_ROWS' });
  });

  it('tickets and complaints that are judged anew', async () => {
    const asOf = '2026-03-03T00:00:00Z';
    const { count } = await clocks.count({ asOf, subjectKind: ['ticket'] }, manager);
    expect(count).toBe(0); // nothing is known of them to a log without events
    const more = clocks.count({ asOf }, manager);
    await expect(more).rejects.toMatchObject({ code: 'SLA.TOO_MANY_TO_JUDGE' });
  });

  it('groups of figures', async () => {
    const march = { from: '2026-03-01', to: '2026-04-01', groupBy: ['customer' as const] };
    const { groups } = await metrics.read({ ...march, team: ['a'] });
    expect(groups).toHaveLength(GROUPS_MAX);
    await expect(metrics.read(march)).rejects.toMatchObject({ code: 'SLA.TOO_MANY_GROUPS' });
  });

  it('days of a span', async () => {
    const first = Date.parse('2020-01-01');
    const to = (days: number) => new Date(first + days * 86_400_000).toISOString().slice(0, 10);
    const from = '2020-01-01';
    await metrics.read({ from, to: to(SPAN_DAYS_MAX) });
    const more = metrics.read({ from, to: to(SPAN_DAYS_MAX + 1) });
    await expect(more).rejects.toMatchObject({ code: 'REQUEST.INVALID_QUERY' });
  });
});
