import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClientBase } from 'pg';
import { watched, watchedLists } from '../../../../test/setup/rows-looked-at.js';
import { createTestEngine, type TestEngine } from '../../../../test/setup/test-engine.js';
import { BEFORE_ALL, findActivePlans, findDuePlans } from '../../maintenance/due-plans.js';
import { maintenancePlanProjection } from '../../projections/maintenance-plan/maintenance-plan.projection.js';
import type { PlanFilterQuery } from './list-plans.dto.js';
import { ListPlans } from './list-plans.js';

const PLANS = 20_000;
/** Rows that one page of 50 may look at, however many plans there are. */
const ROWS_LOOKED_AT_MAX = 200;

let test: TestEngine;
beforeAll(async () => {
  test = await createTestEngine();
  const { projections, pool } = test.engine;
  await projections.add(maintenancePlanProjection);
  await pool.query(FILL);
  await pool.query('VACUUM ANALYZE gongdan.maintenance_plan');
}, 60_000);
afterAll(() => test.remove());

/** One in five hundred has ended, of one in a thousand a visit is open; a customer has ten. */
const FILL = `
  INSERT INTO gongdan.maintenance_plan
    (plan_id, contract_id, customer_id, device_id, state, every_months, first_on, last_on, lead_days, title,
     description, priority, slot_count, ordered_count, open_count, done_count, next_slot, next_due_on,
     next_order_on, planned_at)
  SELECT 'contract-' || lpad(i::text, 6, '0') || '.1', 'contract-' || lpad(i::text, 6, '0'), 'customer-' || i / 10,
         'device-' || i, CASE WHEN i % 500 = 0 THEN 'ended' ELSE 'active' END, 3, date '2026-03-31',
         date '2030-03-31', 14, 'Clean and check', '', 'normal', 17, 0, CASE WHEN i % 1000 = 0 THEN 1 ELSE 0 END, 0,
         CASE WHEN i % 500 = 0 THEN NULL ELSE 1 END, CASE WHEN i % 500 = 0 THEN NULL ELSE date '2026-03-31' + i END,
         CASE WHEN i % 500 = 0 THEN NULL ELSE date '2026-03-17' + i END,
         timestamptz '2024-01-01' + i * interval '26 minutes'
    FROM generate_series(1, ${PLANS}) i`;

describe('a page of maintenance plans looks at little more than it shows', () => {
  it.each<PlanFilterQuery>([
    {},
    { state: 'active' },
    { state: 'ended' },
    { open: true },
    { open: false },
    { customerId: 'customer-7' },
    { contractId: 'contract-000077' },
    { deviceId: 'device-77' },
  ])('%j', async (filters) => {
    const { lists, looked } = watchedLists(test.engine);
    const { items } = await new ListPlans(lists).read(filters);
    expect(items.length).toBeGreaterThan(0);
    expect(looked()).toBeLessThanOrEqual(ROWS_LOOKED_AT_MAX);
  });
});

describe('a look for what is due', () => {
  const look = async <Found>(find: (client: ClientBase) => Promise<Found>) => {
    let looked = 0;
    const client = await test.engine.pool.connect();
    try {
      const found = await find(
        watched(client, (rows) => (looked += rows)) as unknown as ClientBase,
      );
      return { found, looked };
    } finally {
      client.release();
    }
  };

  it('costs what it finds, what waits longest first, and goes on where a page ended', async () => {
    const today = '2026-03-20';
    const first = await look((client) => findDuePlans(client, { today, after: BEFORE_ALL }));
    expect(first.found.map(({ orderOn }) => orderOn)).toEqual([
      '2026-03-18',
      '2026-03-19',
      '2026-03-20',
    ]);
    expect(first.looked).toBeLessThanOrEqual(3);
    const [place = BEFORE_ALL] = first.found;
    const next = await look((client) => findDuePlans(client, { today, after: place }));
    expect(next.found).toEqual(first.found.slice(1));
  });

  it('of one customer’s plans does not look at others’', async () => {
    const { found, looked } = await look((client) => findActivePlans(client, 'customer-7'));
    expect(found).toHaveLength(10);
    expect(looked).toBeLessThanOrEqual(10);
  });
});
