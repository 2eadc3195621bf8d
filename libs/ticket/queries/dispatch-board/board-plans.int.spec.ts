import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClientBase } from 'pg';
import { watched } from '../../../../test/setup/rows-looked-at.js';
import { createTestEngine, type TestEngine } from '../../../../test/setup/test-engine.js';
import { dispatchBoardProjection, type DispatchBoardRow } from '../../projections/index.js';
import type { Queryable } from '../shared/read-models.js';
import { BOARD_SORTS, BoardOrder } from './board-order.js';
import { findCards, type LaneRows } from './find-cards.js';

const CARDS = 20_000;
const LIMIT = 50;
/** Beside the count, which looks at every card: the page, the card after it, and a little. */
const ROWS_LOOKED_AT_MAX = 4 * LIMIT;

let test: TestEngine;
beforeAll(async () => {
  test = await createTestEngine();
  await test.engine.projections.add(dispatchBoardProjection);
  await test.engine.pool.query(FILL);
  await test.engine.pool.query('VACUUM ANALYZE gongdan.dispatch_board');
}, 60_000);
afterAll(() => test.remove());

/** One lane holds them all; one in ten has no due moment. */
const FILL = `
  INSERT INTO gongdan.dispatch_board
    (id, lane, number, title, customer_id, category, priority, priority_rank, state, stage, state_class,
     workflow_id, workflow_version, assistant_ids, cycle, registered_at, recorded_at, last_event_at,
     last_recorded_at, version, waiting_since, cycle_since, level, carried_over_on, carried_over_reason, due_at, due_clock, due_state, sla_clocks, sla_version)
  SELECT 'ticket-' || lpad(i::text, 6, '0'), 'paused', 'T-' || i, 'Pump hums', 'customer-1', 'paid',
         'normal', 3, 'paused', 'field', 'paused', 'paid', 1, '{}', 1, now(), now(), now(), now(), 1,
         timestamptz '2026-01-01' + i * interval '1 minute', now(), 'handler',
         CASE WHEN i % 100 = 0 THEN date '2026-03-02' END, CASE WHEN i % 100 = 0 THEN 'not-finished' END,
         CASE WHEN i % 10 > 0 THEN timestamptz '2026-02-01' + (i * 7919 % ${CARDS}) * interval '1 minute' END,
         CASE WHEN i % 10 > 0 THEN 'resolution' END, CASE WHEN i % 10 > 0 THEN 'open' ELSE 'paused' END,
         '{}', 1
    FROM generate_series(1, ${CARDS}) i`;

/** A page of the lane, and what its statements looked at. */
async function page(
  order: BoardOrder,
  after?: DispatchBoardRow,
): Promise<{ readonly lane: LaneRows; readonly looked: number }> {
  let looked = 0;
  const run = async (client: ClientBase): Promise<LaneRows | undefined> => {
    const watching = watched(client, (rows) => (looked += rows)) as unknown as Queryable;
    const place = after && order.placeOf(order.cursorAfter(after));
    const [lane] = await findCards(watching, {
      filter: {},
      lanes: ['paused'],
      limit: LIMIT,
      after: place,
      direct: [],
      order,
    });
    return lane;
  };
  const { value } = await test.engine.projections.readAt(['dispatch-board'], run);
  if (value === undefined) throw new Error('the lane is answered');
  return { lane: value, looked };
}

describe('a page of a lane looks at little more than it shows', () => {
  it.each(BOARD_SORTS)('by %s, wherever it begins', async (sort) => {
    const order = new BoardOrder(sort, 'a board');
    const { lane, looked } = await page(order);
    const [first] = lane.rows;
    expect(lane.rows).toHaveLength(LIMIT);
    expect(looked).toBeLessThanOrEqual(CARDS + ROWS_LOOKED_AT_MAX);
    const middle = { ...(first as DispatchBoardRow), due_at: '2026-02-08T00:00:00.000Z' };
    const deep = { ...middle, waiting_since: '2026-01-08T00:00:00.000Z' };
    const next = await page(order, deep);
    expect(next.lane.rows).toHaveLength(LIMIT);
    expect(next.looked).toBeLessThanOrEqual(CARDS + ROWS_LOOKED_AT_MAX);
  });

  it('by due, also among those that have no due moment', async () => {
    const order = new BoardOrder('due', 'a board');
    const { lane } = await page(order);
    const rest = { ...(lane.rows[0] as DispatchBoardRow), due_at: null, id: '' };
    const { lane: last, looked } = await page(order, rest);
    expect(last.rows.every(({ due_at: dueAt }) => dueAt === null)).toBe(true);
    expect(last.rows).toHaveLength(LIMIT);
    expect(looked).toBeLessThanOrEqual(CARDS + ROWS_LOOKED_AT_MAX);
  });
});
