import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { watched } from '../../../test/setup/rows-looked-at.js';
import { createTestEngine, type TestEngine } from '../../../test/setup/test-engine.js';
import { NoticeQueue } from '../delivery/notice-queue.js';
import { noticeMigrations } from '../migrations/index.js';
import { NoticeBox } from './notice-box.js';
import { NoticeLog, type LogFilter } from './notice-log.js';

const NOTICES = 30_000;
const LIMIT = 50;
/** Rows that a page may look at, whatever the number of notices. */
const ROWS_LOOKED_AT_MAX = 1_000;

let test: TestEngine;
let account: string;
beforeAll(async () => {
  test = await createTestEngine({ migrations: noticeMigrations });
  const { pool, accounts } = test.engine;
  for (let number = 0; number < 20; number++) {
    const names = { username: `manager-${number}`, password: 'correct horse' };
    await accounts.create({ ...names, roles: ['dispatch-manager'] });
  }
  account = (await accounts.get('manager-7')).id;
  await pool.query(FILL);
  await pool.query('VACUUM ANALYZE gongdan.notice');
}, 60_000);
afterAll(() => test.remove());

/** One in 1,000 is still to be sent, one in 100 was not, of those in the box one in 101 is unread. */
const FILL = `
  WITH people AS (SELECT array_agg(id ORDER BY username) AS ids FROM gongdan.user_account)
  INSERT INTO gongdan.notice
    (id, event_id, position, stream, kind, channel, whom, account_id, subject_kind, subject_id,
     ticket_ids, facts, state, reason, next_at, read_at)
  SELECT gen_random_uuid(), 'e' || i, i, 'sla-t' || i / 10, 'promise-broken', channel,
         '{dispatch-manager}', ids[1 + i / 3 % 20], 'ticket', 't' || i / 10, ARRAY['t' || i / 10], '{}',
         CASE WHEN due THEN 'waiting' WHEN i % 100 = 1 THEN 'not-sent' ELSE 'sent' END,
         CASE WHEN NOT due AND i % 100 = 1 THEN 'no-address' END,
         CASE WHEN due THEN now() END,
         CASE WHEN i % 101 <> 3 THEN now() END
    FROM (SELECT i, CASE WHEN i % 3 = 0 THEN 'in-app' ELSE 'email' END AS channel,
                 i % 3 <> 0 AND i % 1000 = 1 AS due
            FROM generate_series(1, ${NOTICES}) i) notices, people`;

/** The pool, and how many rows its statements have looked at. */
function watching(): { readonly pool: Pool; readonly looked: () => number } {
  let looked = 0;
  const client = watched(test.engine.pool as never, (rows) => (looked += rows));
  return { pool: client as unknown as Pool, looked: () => looked };
}

describe('however many notices there are, few are looked at', () => {
  it.each([
    [false, undefined],
    [false, NOTICES / 2],
    [true, undefined],
    [true, NOTICES / 2],
  ])('for a page of the box, unread only: %j, before %j', async (unread, before) => {
    const { pool, looked } = watching();
    const { items } = await new NoticeBox(pool).list(account, unread, { limit: LIMIT, before });
    expect(items.length).toBeGreaterThan(0);
    expect(looked()).toBeLessThanOrEqual(ROWS_LOOKED_AT_MAX);
  });

  it('for the number of unread ones', async () => {
    const { pool, looked } = watching();
    expect(await new NoticeBox(pool).count(account, true)).toBeGreaterThan(0);
    expect(looked()).toBeLessThanOrEqual(ROWS_LOOKED_AT_MAX);
  });

  it.each<[LogFilter, number | undefined]>([
    [{}, undefined],
    [{}, NOTICES / 2],
    [{ subjectId: 't77' }, undefined],
    [{ ticketId: 't77' }, undefined],
    [{ recipient: 'manager-7' }, undefined],
    [{ recipient: 'nobody' }, undefined],
    [{ state: 'waiting' }, undefined],
    [{ state: 'held' }, undefined],
    [{ state: 'not-sent' }, NOTICES / 2],
    [{ channel: 'webhook' }, undefined],
    [{ channel: 'email' }, NOTICES / 2],
  ])('for a page of the log by %j, before %j', async (filter, before) => {
    const { pool, looked } = watching();
    await new NoticeLog(pool).list(filter, { limit: LIMIT, before });
    expect(looked()).toBeLessThanOrEqual(ROWS_LOOKED_AT_MAX);
  });

  it('for what is due', async () => {
    const { pool, looked } = watching();
    await new NoticeQueue(pool).claim('email', 4, 60_000);
    expect(looked()).toBeLessThanOrEqual(ROWS_LOOKED_AT_MAX);
  });
});
