import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LimitedTurns } from '@gongdan/core';
import type { ClientBase, Pool } from 'pg';
import { watched } from '../../../../test/setup/rows-looked-at.js';
import { WebhookScene } from '../../../../test/setup/webhook-scene.js';
import { PENDING_MAX } from '../domain/webhook.js';
import { Backlog, promoteFirst } from './backlog.js';

let scene: WebhookScene;
let id: string;
let looked = 0;
let client: Pool & ClientBase;
beforeAll(async () => {
  scene = await WebhookScene.open();
  const { pool } = scene.test.engine;
  ({ id } = await scene.webhook('http://127.0.0.1:9/'));
  // As many as may wait, of ten streams, each behind one that is due.
  await pool.query(
    `INSERT INTO gongdan.webhook_pending (webhook_id, position, stream, event_id, event_type, due_at)
     SELECT $1, n, 'ticket-' || n % 10, n, 'x', CASE WHEN n <= 10 THEN clock_timestamp() END
       FROM generate_series(1, $2::int) n`,
    [id, PENDING_MAX],
  );
  await pool.query('ANALYZE gongdan.webhook_pending');
  client = watched(pool as unknown as ClientBase, (rows) => (looked += rows)) as never;
});
afterAll(() => scene.close());

describe('what waits behind others', () => {
  it('is not looked at when what is due is looked up', async () => {
    const lease = { webhookId: id, epoch: 0 };
    const backlog = new Backlog(client, new LimitedTurns(1), lease, 1_000);
    looked = 0;
    const { due, nextInMs } = await backlog.due(64, [3, 4]);
    expect(due.map(({ position }) => position)).toEqual([1, 2, 5, 6, 7, 8, 9, 10]);
    expect(nextInMs).toBeUndefined();
    expect(looked).toBeLessThan(50);
  });

  it('is not looked at when the next of a stream is due', async () => {
    await scene.test.engine.pool.query(
      'DELETE FROM gongdan.webhook_pending WHERE webhook_id = $1 AND position = 1',
      [id],
    );
    looked = 0;
    await promoteFirst(client, id, ['ticket-1', 'ticket-2']);
    expect(looked).toBeLessThan(20);
    const { rows } = await scene.test.engine.pool.query<{ position: string }>(
      `SELECT position FROM gongdan.webhook_pending
        WHERE webhook_id = $1 AND due_at IS NOT NULL AND stream = 'ticket-1'`,
      [id],
    );
    expect(rows).toEqual([{ position: '11' }]);
  });
});
