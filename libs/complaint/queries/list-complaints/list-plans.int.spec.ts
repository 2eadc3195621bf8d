import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { watchedLists } from '../../../../test/setup/rows-looked-at.js';
import { createTestEngine, type TestEngine } from '../../../../test/setup/test-engine.js';
import { complaintProjection } from '../../projections/complaint/complaint.projection.js';
import type { ComplaintFilterQuery } from './list-complaints.dto.js';
import { ListComplaints } from './list-complaints.js';

const COMPLAINTS = 20_000;
/** Rows that one page of 50 may look at, however many complaints there are. */
const ROWS_LOOKED_AT_MAX = 200;

let test: TestEngine;
beforeAll(async () => {
  test = await createTestEngine();
  const { projections, pool } = test.engine;
  await projections.add(complaintProjection);
  await pool.query(FILL);
  await pool.query('VACUUM ANALYZE gongdan.complaint');
}, 60_000);
afterAll(() => test.remove());

/** One in five hundred is open, one in four hundred critical, one in three hundred with the executive. */
const FILL = `
  INSERT INTO gongdan.complaint
    (complaint_id, customer_id, ticket_ids, source, severity, owner_id, level, status, escalations,
     opened_at, version)
  SELECT 'complaint-' || lpad(i::text, 6, '0'), 'customer-' || i % 1000, ARRAY['ticket-' || i],
         'customer', CASE WHEN i % 400 = 0 THEN 'critical' ELSE 'minor' END, 'owner-' || i % 100,
         CASE WHEN i % 300 = 0 THEN 'executive' ELSE 'handler' END,
         CASE WHEN i % 500 = 0 THEN 'open' ELSE 'closed' END, 0,
         timestamptz '2024-01-01' + i * interval '26 minutes', 1
    FROM generate_series(1, ${COMPLAINTS}) i`;

describe('a page of complaints looks at little more than it shows', () => {
  it.each<ComplaintFilterQuery>([
    {},
    { status: 'open' },
    { status: 'closed' },
    { severity: 'critical' },
    { level: 'executive' },
    { ownerId: 'owner-7' },
    { customerId: 'customer-7' },
    { ticketId: 'ticket-7' },
  ])('%j', async (filters) => {
    const { lists, looked } = watchedLists(test.engine);
    const { items } = await new ListComplaints(lists).read(filters);
    expect(items.length).toBeGreaterThan(0);
    expect(looked()).toBeLessThanOrEqual(ROWS_LOOKED_AT_MAX);
  });
});
