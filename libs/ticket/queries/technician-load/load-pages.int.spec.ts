import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gongdan/contracts';
import type { Instant } from '@gongdan/core';
import type { FreshReads } from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import type { ClientBase } from 'pg';
import { createTestEngine, type TestEngine } from '../../../../test/setup/test-engine.js';
import { technicianLoadProjection, technicianWorkProjection } from '../../projections/index.js';
import { ReadModels } from '../shared/read-models.js';
import type { LoadTicketsQuery } from './technician-load.dto.js';
import { TechnicianLoad } from './technician-load.js';

const TICKETS = 300;
const LIMIT = 50;

/** In hand and finished in turn, every third of somebody else. */
const FILL = `
  INSERT INTO gongdan.technician_load
    (id, number, title, customer_id, state, state_class, stage, phase, people, finished_at,
     registered_at, recorded_at, last_event_at, last_recorded_at, version)
  SELECT 'ticket-' || lpad(i::text, 4, '0'), 'T-' || i, 'Pump hums', 'customer', 'assigned', 'open',
         'dispatch', CASE WHEN i % 2 = 0 THEN 'waiting' ELSE 'finished' END,
         ARRAY[CASE WHEN i % 3 = 0 THEN 'other' ELSE 'technician' END],
         CASE WHEN i % 2 = 1 THEN timestamptz '2026-03-02T09:00:00Z' END,
         '2026-03-01', '2026-03-01', '2026-03-02', '2026-03-02', 1
    FROM generate_series(1, ${TICKETS}) i`;

let test: TestEngine;
let load: TechnicianLoad;
/** Rows that statements have answered. */
let answered = 0;
beforeAll(async () => {
  test = await createTestEngine();
  const { projections, pool, store } = test.engine;
  await projections.add(technicianLoadProjection);
  await projections.add(technicianWorkProjection);
  await pool.query(FILL);
  const counting = (client: ClientBase) => ({
    async query(text: string, values: unknown[]) {
      const answer = await client.query(text, values);
      answered += answer.rows.length;
      return answer;
    },
  });
  const runner = {
    readAt: (names: readonly string[], work: (client: unknown) => Promise<unknown>) =>
      projections.readAt(names, (client) => work(counting(client))),
  } as unknown as ProjectionRunner;
  const fresh = { reach: () => Promise.resolve() } as unknown as FreshReads;
  const clock = { now: () => '2026-03-02T12:00:00.000Z' as Instant };
  load = new TechnicianLoad(new ReadModels(runner, fresh), store, { timeZone: 'UTC' }, clock);
});
afterAll(() => test.remove());

const caller = { roles: ['auditor'] } as unknown as Caller;

describe('the tickets behind a load', () => {
  it.each<[LoadTicketsQuery['phase'], number]>([
    [undefined, 200],
    ['waiting', 100],
    ['finished', 100],
  ])('come page by page out of the database, in the phase %s', async (phase, total) => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      answered = 0;
      const query = { phase, limit: LIMIT, cursor } as LoadTicketsQuery;
      const page = await load.tickets('technician', query, caller);
      expect(page.total).toBe(total);
      expect(answered).toBeLessThanOrEqual(LIMIT + 2); // one more, and how many there are
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(ids).size).toBe(total);
    expect(ids).toEqual(ids.toSorted());
    expect(ids).toHaveLength(total);
  });
});
