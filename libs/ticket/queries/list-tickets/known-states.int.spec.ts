import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Workflows } from '@gongdan/workflow';
import { createTestEngine, type TestEngine } from '../../../../test/setup/test-engine.js';
import { ticketDetailProjection } from '../../projections/index.js';
import { mustKnowStates } from './known-states.js';

let test: TestEngine;
beforeAll(async () => {
  test = await createTestEngine();
  await test.engine.projections.add(ticketDetailProjection);
  await test.engine.pool.query(`
    INSERT INTO gongdan.ticket_detail
      (id, number, workflow_id, workflow_version, state, stage, state_class, category, priority,
       priority_rank, channel, title, snippet, customer_id, assistant_ids, cycle, comment_count,
       attachment_count, registered_at, recorded_at, last_event_type, last_event_at,
       last_recorded_at, version, position, level, sla_clocks, sla_version)
    VALUES ('ticket', 'T-1', 'paid', 90, 'on-hold', 'field', 'paused', 'paid', 'normal', 3, 'phone',
            'Pump hums', '', 'customer', '{}', 1, 0, 0, now(), now(), 'TicketPaused', now(), now(),
            1, 1, 'handler', '{}', 0)`);
});
afterAll(() => test.remove());

const asked = (status: readonly string[], isEarlier: boolean) => {
  const { pool } = test.engine;
  return mustKnowStates(pool, new Workflows([]), status, isEarlier);
};

describe('states of a version that is not loaded any more', () => {
  it('are known where a ticket is in them', async () => {
    await expect(asked(['on-hold'], false)).resolves.toBeUndefined();
    await expect(asked(['on-hold', 'on-hodl'], false)).rejects.toThrow("'on-hodl' is none");
  });

  it('are all taken of an earlier moment: its tickets may have been in any of them', async () => {
    await expect(asked(['before-that'], true)).resolves.toBeUndefined();
    await test.engine.pool.query('DELETE FROM gongdan.ticket_detail');
    await expect(asked(['before-that'], true)).rejects.toThrow("'before-that' is none");
  });
});
