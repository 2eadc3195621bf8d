import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { watchedLists } from '../../../../test/setup/rows-looked-at.js';
import { createTestEngine, type TestEngine } from '../../../../test/setup/test-engine.js';
import { customerProjection } from '../../projections/customer/customer.projection.js';
import type { CustomerFilterQuery } from './list-customers.dto.js';
import { ListCustomers } from './list-customers.js';

const CUSTOMERS = 20_000;
/** Rows that one page of 50 may look at, however many customers there are. */
const ROWS_LOOKED_AT_MAX = 200;

let test: TestEngine;
beforeAll(async () => {
  test = await createTestEngine();
  const { projections, pool } = test.engine;
  await projections.add(customerProjection);
  await pool.query(FILL);
  await pool.query('VACUUM ANALYZE gongdan.customer');
}, 60_000);
afterAll(() => test.remove());

/** One in five hundred is forgotten, one in three hundred a key customer, one in a hundred elsewhere. */
const FILL = `
  INSERT INTO gongdan.customer (customer_id, name, region, tier, status, registered_at, version)
  SELECT 'customer-' || lpad(i::text, 6, '0'), 'Customer ' || i,
         CASE WHEN i % 100 = 0 THEN 'island' ELSE 'urban' END,
         CASE WHEN i % 300 = 0 THEN 'key' ELSE 'ordinary' END,
         CASE WHEN i % 500 = 0 THEN 'forgotten' ELSE 'active' END,
         timestamptz '2024-01-01' + i * interval '26 minutes', 1
    FROM generate_series(1, ${CUSTOMERS}) i`;

describe('a page of customers looks at little more than it shows', () => {
  it.each<CustomerFilterQuery>([
    {},
    { status: 'active' },
    { status: 'forgotten' },
    { tier: 'key' },
    { region: 'island' },
  ])('%j', async (filters) => {
    const { lists, looked } = watchedLists(test.engine);
    const { items } = await new ListCustomers(lists).read(filters);
    expect(items.length).toBeGreaterThan(0);
    expect(looked()).toBeLessThanOrEqual(ROWS_LOOKED_AT_MAX);
  });
});
