import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeCursor } from '@gongdan/platform';
import { watched } from '../../../../test/setup/rows-looked-at.js';
import { createTestEngine, type TestEngine } from '../../../../test/setup/test-engine.js';
import { slaProjections } from '../../projections/index.js';
import type { ClockFilter } from './clock-filter.js';
import {
  CLOCK_ORDERS,
  findClocks,
  listName,
  type ClockOrder,
  type Queryable,
} from './find-clocks.js';

const CLOCKS = 40_000;
const LIMIT = 50;
/** Rows that one page may look at in all, whatever the number of clocks: each state’s first, and those again. */
const ROWS_LOOKED_AT_MAX = 1_500;

let test: TestEngine;
beforeAll(async () => {
  test = await createTestEngine();
  const { projections, pool } = test.engine;
  for (const projection of slaProjections) await projections.add(projection);
  await pool.query(FILL);
  await pool.query('VACUUM ANALYZE gongdan.sla_clock');
}, 60_000);
afterAll(() => test.remove());

/** Two years of clocks: nearly all met; one in forty missed, the last few open, in all states. */
const FILL = `
  INSERT INTO gongdan.sla_clock
    (run_id, subject_kind, subject_id, clock, cycle, state, policy_id, policy_version, calendar_id,
     calendar_version, started_at, first_started_at, due_at, counted_at, due_or_last_at, breached_at,
     superseded, customer_id, technician_id, team, category, priority, last_recorded_at)
  SELECT 'run-' || lpad(i::text, 6, '0'), 'ticket', 'ticket-' || i / 6,
         (ARRAY['acknowledge','dispatch','arrival','resolution','invoice','survey'])[1 + i % 6], 1, state,
         'house', 1, 'office', 1, at, at, at + interval '6 hours', at + interval '6 hours',
         at + interval '6 hours', CASE WHEN state IN ('missed', 'breached') THEN at END, false,
         'customer-' || i % 2000, 'technician-' || i % 200, 'team-' || i % 20, 'paid', 'normal', at
    FROM (SELECT i, timestamptz '2024-01-01' + i * interval '26 minutes' AS at,
                 CASE WHEN i > ${CLOCKS} - 400 THEN (ARRAY['open','at-risk','paused','breached'])[1 + i % 4]
                      WHEN i % 40 = 0 THEN 'missed' ELSE 'met' END AS state
            FROM generate_series(1, ${CLOCKS}) i) clocks`;

const MIDDLE = '2024-12-27T02:40:00.000Z';

async function lookedAt(filter: ClockFilter, order: ClockOrder, deep: boolean) {
  let looked = 0;
  const cursor = deep ? encodeCursor(listName(filter, order), [MIDDLE, 'run-020000']) : undefined;
  const { value } = await test.engine.projections.readAt('sla-clock', async (client) => {
    const watching = watched(client, (rows) => (looked += rows)) as unknown as Queryable;
    return (await findClocks(watching, { filter, order, limit: LIMIT, cursor })).rows.length;
  });
  return { rows: value, looked };
}

const FILTERS: readonly ClockFilter[] = [
  {},
  { state: ['open'] },
  { state: ['at-risk'] },
  { state: ['breached', 'missed'] },
  { state: ['open', 'at-risk', 'paused', 'breached'] },
  { state: ['met'], clock: ['arrival'] },
  { customerId: ['customer-7'] },
  { technicianId: ['technician-7'] },
  { subjectId: ['ticket-77'] },
];

describe('a page of clocks looks at little more than it shows', () => {
  it.each(
    CLOCK_ORDERS.flatMap((order) =>
      FILTERS.flatMap((filter) =>
        [false, true].map((deep) => [order, deep ? 'deep' : 'first', filter] as const),
      ),
    ),
  )('%s, %s page: %j', async (order, page, filter) => {
    const { rows, looked } = await lookedAt(filter, order, page === 'deep');
    if (page === 'first') expect(rows).toBeGreaterThan(0);
    expect(looked).toBeLessThanOrEqual(ROWS_LOOKED_AT_MAX);
  });
});
