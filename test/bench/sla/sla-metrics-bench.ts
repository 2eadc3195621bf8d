import { instantOf } from '@gongdan/core';
import { eventFeedMigrations, type EventFeed } from '@gongdan/event-feed';
import { migrate, type FreshReads } from '@gongdan/platform';
import { projectionMigrations, type ProjectionRunner } from '@gongdan/projections';
import { slaMigrations } from '@gongdan/sla';
import pg from 'pg';
import { readAt } from '../../../libs/projections/reading/read-at.js';
import { define } from '../../../libs/projections/definition.js';
import { ensureLiveTable } from '../../../libs/projections/runner/live-table.js';
import { slaClockProjection } from '../../../libs/sla/projections/sla-clock/sla-clock.projection.js';
import { slaTicketProjection } from '../../../libs/sla/projections/sla-ticket/sla-ticket.projection.js';
import type { MetricsQuery } from '../../../libs/sla/queries/read-metrics/read-metrics.dto.js';
import { ReadMetrics } from '../../../libs/sla/queries/read-metrics/read-metrics.js';
import { checkRollUp } from '../../../libs/sla/roll-up/check-roll-up.js';
import { openBenchDatabase } from '../bench-database.js';
import { benchRow, percentile, type BenchOptions, type BenchRow } from '../bench-row.js';
import { CUSTOMER, FILL_CLOCKS, FILL_ROLL_UPS, FROM, TO, ZONE } from './synthetic-clocks.js';

const REPETITIONS = 3;
const REQUESTS = 20;
const P95 = 0.95;

interface Case {
  readonly name: string;
  readonly query: Partial<MetricsQuery>;
}

const MONTH = { from: FROM, to: TO };
const CASES: readonly Case[] = [
  { name: 'a month', query: MONTH },
  { name: 'a month by day and clock', query: { ...MONTH, by: 'day', groupBy: ['clock'] } },
  {
    name: 'a month by clock, category, priority',
    query: { ...MONTH, groupBy: ['clock', 'category', 'priority'] },
  },
  { name: 'a month by clock and team', query: { ...MONTH, groupBy: ['clock', 'team'] } },
  { name: 'a month by technician', query: { ...MONTH, groupBy: ['technician'] } },
  {
    name: 'a month by clock, region, tier',
    query: { ...MONTH, groupBy: ['clock', 'region', 'tier'] },
  },
  { name: 'a month by tier and team', query: { ...MONTH, groupBy: ['tier', 'team'] } },
  {
    name: 'a month by technician and category',
    query: { ...MONTH, groupBy: ['technician', 'category'] },
  },
  {
    name: 'a month by day and region, one team',
    query: { ...MONTH, by: 'day', groupBy: ['region'], team: ['team-3'] },
  },
  {
    name: 'a month of one customer by clock',
    query: { ...MONTH, groupBy: ['clock'], customerId: [CUSTOMER] },
  },
];

/**
 * p95 of figures over a month of 1,000,000 tickets with six clocks each, as a ratio to a fresh count over
 * the clocks: the same question in another time zone, for which nothing was counted beforehand.
 */
export async function runSlaMetricsBench({ only = '' }: BenchOptions = {}): Promise<BenchRow[]> {
  const database = await openBenchDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  try {
    await prepare(database.url, pool);
    const metrics = metricsOn(pool);
    const rows: BenchRow[] = [];
    for (const { name, query } of CASES) {
      if (!name.includes(only)) continue;
      const pairs: [number, number][] = [];
      for (let repetition = 0; repetition < REPETITIONS; repetition++) {
        const control = await p95Ms(metrics, { ...query, zone: 'Asia/Singapore' }, 1);
        pairs.push([await p95Ms(metrics, query, REQUESTS), control]);
      }
      const labels = { suite: 'sla-metrics', case: name, unit: 'ms p95', control: 'a fresh count' };
      rows.push(benchRow(labels, pairs));
    }
    return rows;
  } finally {
    await pool.end();
    await database.remove();
  }
}

async function prepare(url: string, pool: pg.Pool): Promise<void> {
  await migrate(url, [...eventFeedMigrations, ...projectionMigrations, ...slaMigrations]);
  for (const projection of [slaClockProjection, slaTicketProjection]) {
    await ensureLiveTable(pool, define(projection));
  }
  // Indexes are built in one go afterwards, those that figures are read by.
  const { rows } = await pool.query<{ name: string }>(
    `SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'gongdan' AND tablename = 'sla_clock'`,
  );
  await pool.query('ALTER TABLE gongdan.sla_clock DROP CONSTRAINT sla_clock_pkey');
  for (const { name } of rows.filter((row) => !row.name.endsWith('_pkey'))) {
    await pool.query(`DROP INDEX gongdan."${name}"`);
  }
  await pool.query(FILL_CLOCKS);
  for (const fill of FILL_ROLL_UPS) await pool.query(fill);
  for (const body of slaClockProjection.indexes.filter((it) =>
    /^.(counted_at|customer_id)/.test(it),
  )) {
    await pool.query(`CREATE INDEX ON gongdan.sla_clock ${body}`);
  }
  await pool.query('VACUUM ANALYZE');
  const differences = await checkRollUp(pool, ZONE);
  if (differences.length > 0) throw new Error('the counters are not what the clocks say');
}

function metricsOn(pool: pg.Pool): ReadMetrics {
  const projections = {
    readAt: (_name: string, work: (client: pg.ClientBase) => Promise<unknown>) =>
      readAt(pool, [define(slaClockProjection as never)], work),
  } as unknown as ProjectionRunner;
  const feed = { waitFor: () => Promise.resolve(true) } as unknown as EventFeed;
  const fresh = { reach: () => Promise.resolve() } as unknown as FreshReads;
  const clock = { now: () => instantOf(Date.parse('2026-04-02T00:00:00Z')) };
  const settings = { timeZone: ZONE, readWaitMsMax: 1_000 };
  return new ReadMetrics(projections, feed, settings, clock, fresh);
}

async function p95Ms(metrics: ReadMetrics, query: Partial<MetricsQuery>, requests: number) {
  const times: number[] = [];
  for (let request = 0; request < requests; request++) {
    const startedAt = performance.now();
    const { groups } = await metrics.read(query);
    times.push(performance.now() - startedAt);
    if (groups.length === 0) throw new Error('nothing was counted');
  }
  return percentile(times, P95);
}
