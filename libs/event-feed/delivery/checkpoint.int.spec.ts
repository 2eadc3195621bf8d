import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { instantOf } from '@gongdan/core';
import { InMemoryEventStore } from '@gongdan/event-store';
import { useTestPool } from '../../../test/setup/test-pool.js';
import { eventFeedMigrations } from '../migrations/index.js';
import {
  appendRemarks,
  createEffectTable,
  PATIENCE_MS,
  recorder,
  uniqueConsumer,
  uniqueStream,
} from '../testing/feed-harness.js';
import { running } from '../testing/running.js';
import { inTransaction } from '../transaction.js';
import { CheckpointStore, type Beat, type Progress } from './checkpoint-store.js';
import { EmbeddedFeed } from '../embedded/embedded-feed.js';

const database = useTestPool(eventFeedMigrations, { max: 20 });
const clock = { now: () => instantOf(Date.now()) };
const store = new InMemoryEventStore(clock);
beforeAll(() => createEffectTable(database.pool));

const beatOf = (progress: Progress): Beat => {
  const { persisted, settled } = progress;
  return { progress, persisted, settled, state: 'live', lastError: undefined };
};

describe('the row of a consumer', () => {
  it('is never moved back by what was believed of it before a heartbeat arrived', async () => {
    const checkpoints = new CheckpointStore(database.pool, 5_000, randomUUID());
    const consumer = uniqueConsumer();
    await checkpoints.ensure(consumer, 61);
    const before = (await checkpoints.takeLease(consumer)) as Progress;
    before.settled = 63;
    const read = (await checkpoints.read(consumer)) as Progress; // while the heartbeat is on its way
    expect(await checkpoints.beat([beatOf(before)])).toEqual(new Map([[consumer, 63]]));
    expect(await checkpoints.beat([beatOf(read)])).toEqual(new Map([[consumer, 63]]));
    read.persisted = 63; // whoever takes the answer over without a thought
    expect(await checkpoints.beat([beatOf(read)])).toEqual(new Map([[consumer, 63]]));
    await checkpoints.release(read);
    expect(await checkpoints.position(consumer)).toBe(63);
  });

  it.each([
    [30, false],
    [3_600, true],
  ])('is held by one that died before the clock was set back %d s: free is %s', async (s, free) => {
    const [dead, next] = [randomUUID(), randomUUID()].map(
      (owner) => new CheckpointStore(database.pool, 5_000, owner),
    );
    const consumer = uniqueConsumer();
    await dead?.ensure(consumer, 0);
    await dead?.takeLease(consumer);
    await database.pool.query(
      `UPDATE gongdan.consumer_checkpoint SET lease_until = lease_until + $2 * interval '1 second'
        WHERE name = $1`,
      [consumer, s],
    );
    expect((await next?.takeLease(consumer)) !== undefined).toBe(free);
  });

  it.each([
    ['behind', -2],
    ['ahead of', 1_000],
  ])('is read again when it is found %s where its worker believes it', async (_, distance) => {
    const feed = new EmbeddedFeed({
      store,
      pool: database.pool,
      clock,
      ids: { next: randomUUID },
      random: { next: Math.random },
      settings: { flushMs: 5, leaseMs: 300 },
    });
    const consumer = uniqueConsumer();
    await running(feed, [recorder(consumer, { types: ['TicketClosed'] })], async () => {
      const position = await appendRemarks(store, uniqueStream(), 'one', 'two', 'three');
      expect(await feed.waitFor(consumer, position, PATIENCE_MS)).toBe(true);
      await database.pool.query(
        'UPDATE gongdan.consumer_checkpoint SET position = position + $2 WHERE name = $1',
        [consumer, distance],
      );
      const next = await appendRemarks(store, uniqueStream(), 'four');
      const reached = Math.max(next, position + distance);
      expect(await feed.waitFor(consumer, reached, PATIENCE_MS)).toBe(true);
      const checkpoints = new CheckpointStore(database.pool, 5_000, randomUUID());
      expect(await checkpoints.position(consumer)).toBe(reached);
    });
  });
});

describe('a transaction', () => {
  it('is not taken for committed when a failed statement in it was ignored', async () => {
    const ignored = inTransaction(database.pool, 'BEGIN', async (client) => {
      await client.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(ignored).rejects.toThrow('rolled back instead of committing');
  });
});
