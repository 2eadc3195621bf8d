import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClientBase } from 'pg';
import { watched } from '../../../../test/setup/rows-looked-at.js';
import { createTestEngine, type TestEngine } from '../../../../test/setup/test-engine.js';
import { ticketDetailProjection, ticketSearchProjection } from '../../projections/index.js';
import type { Queryable } from '../shared/read-models.js';
import { findTickets } from './find-tickets.js';
import type { TicketFilter } from './ticket-filter.js';
import { TICKET_SORTS, TicketOrder, type TicketSort } from './ticket-order.js';

const TICKETS = 40_000;
const LIMIT = 50;
/**
 * Rows that one page may look at in all, whatever the number of tickets. Most look at some hundred; those
 * that come near it sift the last changes for one in 50, or the hits of a common word (HITS_MAX).
 */
const ROWS_LOOKED_AT_MAX = 3_000;

let test: TestEngine;
beforeAll(async () => {
  test = await createTestEngine();
  const { projections, pool } = test.engine;
  await projections.add(ticketDetailProjection);
  await projections.add(ticketSearchProjection);
  await pool.query(FILL_DETAIL);
  await pool.query(FILL_SEARCH);
  await pool.query('VACUUM ANALYZE gongdan.ticket_detail');
  await pool.query('VACUUM ANALYZE gongdan.ticket_search');
}, 60_000);
afterAll(() => test.remove());

/** Two years of tickets: nearly all closed, a few open ones at the end, one word in every tenth title. */
const FILL_DETAIL = `
  INSERT INTO gongdan.ticket_detail
    (id, number, workflow_id, workflow_version, state, stage, state_class, category, priority,
     priority_rank, channel, title, snippet, customer_id, region, technician_id, assistant_ids, team,
     cycle, comment_count, attachment_count, registered_at, recorded_at, last_event_type,
     last_event_at, last_recorded_at, version, position, level, carried_over_on, due_at, due_clock, due_state, sla_clocks,
     sla_version)
  SELECT 'ticket-' || lpad(i::text, 6, '0'), 'T-' || i, 'paid', 1,
         CASE WHEN i % 200 = 0 THEN 'registered' WHEN i % 200 = 1 THEN 'assigned' ELSE 'closed' END,
         CASE WHEN i % 200 = 0 THEN 'request' WHEN i % 200 = 1 THEN 'dispatch' ELSE 'closed' END,
         CASE WHEN i % 200 < 2 THEN 'open' ELSE 'closed' END,
         CASE WHEN i % 10 = 0 THEN 'internal' ELSE 'paid' END,
         CASE WHEN i % 50 = 0 THEN 'urgent' ELSE 'normal' END, CASE WHEN i % 50 = 0 THEN 1 ELSE 3 END,
         CASE WHEN i % 500 = 0 THEN 'letter' ELSE 'phone' END,
         CASE WHEN i % 10 = 0 THEN 'Boiler leaks' ELSE 'Pump hums' END, '', 'customer-' || i % 2000,
         CASE WHEN i % 500 = 0 THEN 'island' ELSE 'urban' END, 'technician-' || i % 100, '{}',
         'team-' || i % 20, 1, 0, 0, timestamptz '2024-01-01' + i * interval '26 minutes', now(),
         'TicketClosed', timestamptz '2024-01-02' + i * interval '26 minutes', now(), 1, i,
         CASE WHEN i % 400 = 1 THEN 'executive' WHEN i % 100 = 1 THEN 'dispatch-manager' ELSE 'handler' END,
         CASE WHEN i % 200 = 0 THEN date '2026-03-02' END,
         CASE WHEN i % 20 IN (0, 1) THEN timestamptz '2025-01-01' + (i * 7919 % ${TICKETS}) * interval '1 minute' END,
         CASE WHEN i % 20 = 0 THEN 'resolution' WHEN i % 20 = 1 THEN 'arrival' END,
         CASE WHEN i % 200 IN (0, 1) THEN 'breached' WHEN i % 200 = 20 THEN 'at-risk'
              WHEN i % 20 IN (0, 1) THEN 'open' WHEN i % 200 = 2 THEN 'paused' END, '{}', 0
    FROM generate_series(1, ${TICKETS}) i`;

const FILL_SEARCH = `
  INSERT INTO gongdan.ticket_search
    (id, customer_id, registered_at, fixed_words, title_words, description_words, device_words,
     last_event_at, last_recorded_at, version)
  SELECT id, customer_id, registered_at,
         ARRAY['d:' || to_char(registered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'),
               'm:' || to_char(registered_at AT TIME ZONE 'UTC', 'YYYY-MM'), lower(number)],
         string_to_array(lower(title), ' '), '{}', '{}', now(), now(), 1
    FROM gongdan.ticket_detail`;

/** Runs a page's statements and adds up what they looked at. */
async function lookedAt(
  filter: TicketFilter,
  sort: TicketSort,
  deep: boolean,
): Promise<{ readonly rows: number; readonly looked: number }> {
  const order = new TicketOrder(sort, filter);
  const middle = {
    id: 'ticket-020000',
    registered_at: '2024-12-27T02:40:00.000Z',
    position: TICKETS / 2,
    due_at: '2025-01-14T21:20:00.000Z',
  };
  let looked = 0;
  const run = async (client: ClientBase): Promise<number> => {
    const watching = watched(client, (rows) => (looked += rows)) as unknown as Queryable;
    const cursor = deep ? order.cursorAfter(middle) : undefined;
    return (await findTickets(watching, filter, { order, limit: LIMIT, cursor })).rows.length;
  };
  const { value } = await test.engine.projections.readAt(['ticket-detail', 'ticket-search'], run);
  return { rows: value, looked };
}

const FILTERS: readonly TicketFilter[] = [
  {},
  { status: ['closed'] },
  { status: ['registered'] },
  { status: ['registered', 'assigned'] },
  { stage: ['request', 'dispatch', 'closed'] },
  { stateClass: ['open'] },
  { stateClass: ['closed', 'open'] },
  { category: ['internal'] },
  { priority: ['urgent'] },
  { priority: ['urgent', 'normal'] },
  { technicianId: 'technician-7' },
  { customerId: 'customer-7' },
];
const DUE: readonly TicketFilter[] = [
  { dueState: ['breached'] },
  { dueState: ['at-risk', 'breached'] },
  { dueState: ['paused'] },
  { dueState: ['breached', 'paused'] },
];
const BY_DUE: readonly TicketFilter[] = [
  ...FILTERS,
  ...DUE,
  { dueClock: 'arrival' },
  { dueFrom: '2025-01-10T00:00:00.000Z' },
  { dueBefore: '2025-01-20T00:00:00.000Z' },
  { dueClock: 'arrival', dueState: ['breached'] },
];
const BY_REGISTRATION: readonly TicketFilter[] = [
  ...FILTERS,
  ...DUE,
  { channel: ['letter'] },
  { region: 'island' },
  { region: 'nowhere' },
  { team: 'team-7' },
  { level: ['executive'] },
  { level: ['dispatch-manager', 'executive'] },
  { level: ['handler'] },
  { level: ['handler', 'executive'] },
  { carriedOver: true },
  { carriedOver: false },
  { carriedOver: true, level: ['handler'] },
  { number: 'T-7' },
  { registeredFrom: '2024-06-01T00:00:00.000Z' },
  { registeredTo: '2025-06-01T00:00:00.000Z' },
  { text: 'boiler' },
  { text: 'pump hums' },
  { text: 'xylophone' },
  { text: 'T-777' },
  { text: 'boiler', stateClass: ['open'] },
  { text: 'boiler', customerId: 'customer-10' },
];

const FILTERS_OF = { registered: BY_REGISTRATION, updated: FILTERS, due: BY_DUE } as const;

describe('a page of tickets looks at little more than it shows', () => {
  it.each(
    TICKET_SORTS.flatMap((sort) =>
      FILTERS_OF[sort.replace('-', '') as keyof typeof FILTERS_OF].flatMap((filter) =>
        [false, true].map((deep) => [sort, deep ? 'deep' : 'first', filter] as const),
      ),
    ),
  )('%s, %s page: %j', async (sort, page, filter) => {
    const { rows, looked } = await lookedAt(filter, sort, page === 'deep');
    const matching = filter.region === 'nowhere' || filter.text === 'xylophone' ? 0 : 1;
    if (page === 'first') expect(rows).toBeGreaterThanOrEqual(matching);
    expect(looked).toBeLessThanOrEqual(ROWS_LOOKED_AT_MAX);
  });
});
