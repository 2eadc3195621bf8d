import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { instantOf } from '@gongdan/core';
import { InMemoryEventStore } from '@gongdan/event-store';
import pg from 'pg';
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
import { EmbeddedFeed } from '../embedded/embedded-feed.js';

/** What a client sends, by the first words of each statement. */
class CountingClient extends pg.Client {
  static sent: string[] = [];

  override query(...args: unknown[]): never {
    const [query] = args as [string | { text: string }];
    const text = typeof query === 'string' ? query : query.text;
    CountingClient.sent.push(text.trim().split(/\s+/).slice(0, 2).join(' '));
    return (super.query as (...all: unknown[]) => unknown).apply(this, args) as never;
  }
}

const database = useTestPool(eventFeedMigrations, { max: 20, Client: CountingClient });
const clock = { now: () => instantOf(Date.now()) };
const store = new InMemoryEventStore(clock);
beforeAll(() => createEffectTable(database.pool));

const FLUSH_MS = 100;

const openFeed = (): EmbeddedFeed =>
  new EmbeddedFeed({
    store,
    pool: database.pool,
    clock,
    ids: { next: randomUUID },
    random: { next: Math.random },
    settings: { flushMs: FLUSH_MS },
  });

describe('what the feed costs the database', () => {
  it('is one statement now and then for all consumers that only skip', async () => {
    const names = Array.from({ length: 10 }, uniqueConsumer);
    const consumers = names.map((name) => recorder(name, { types: ['TicketClosed'] }));
    await running(openFeed(), consumers, async (feed) => {
      const first = await appendRemarks(store, uniqueStream(), 'first');
      for (const name of names) expect(await feed.waitFor(name, first, PATIENCE_MS)).toBe(true);
      const startedMs = performance.now();
      CountingClient.sent = [];
      for (let n = 0; n < 100; n++) {
        await appendRemarks(store, uniqueStream(), 'none of their types');
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      const last = await store.lastPosition();
      for (const name of names) expect(await feed.waitFor(name, last, PATIENCE_MS)).toBe(true);
      const ticks = (performance.now() - startedMs) / FLUSH_MS;
      const most = ticks + 1 + names.length; // a flush for each that is waited for
      expect(CountingClient.sent.length).toBeLessThanOrEqual(most);
      expect(new Set(CountingClient.sent)).toEqual(new Set(['UPDATE gongdan.consumer_checkpoint']));
    });
  });

  it('is two statements beside the effect for a batch of any size', async () => {
    const name = uniqueConsumer();
    await running(openFeed(), [recorder(name)], async (feed) => {
      await feed.waitFor(name, await appendRemarks(store, uniqueStream(), 'first'), PATIENCE_MS);
      for (const texts of [['one'], Array.from({ length: 900 }, (_, n) => `${n}`)]) {
        CountingClient.sent = [];
        const last = await appendRemarks(store, uniqueStream(), ...texts);
        expect(await feed.waitFor(name, last, PATIENCE_MS)).toBe(true);
        const batch = CountingClient.sent.filter((words) => !words.startsWith('UPDATE'));
        expect(batch).toEqual(['BEGIN; SET', 'INSERT INTO', 'COMMIT']);
      }
    });
  });

  it('is nothing for a policy but the checkpoint, now and then', async () => {
    const name = uniqueConsumer();
    let reactions = 0;
    const policy = recorder(name, {
      effect: 'commands',
      prepare: async (events) => void (reactions += events.length),
      handle: () => Promise.reject(new Error('is not to be called')),
    });
    await running(openFeed(), [policy], async (feed) => {
      await feed.waitFor(name, await appendRemarks(store, uniqueStream(), 'first'), PATIENCE_MS);
      CountingClient.sent = [];
      const last = await appendRemarks(store, uniqueStream(), 'a', 'b', 'c');
      expect(await feed.waitFor(name, last, PATIENCE_MS)).toBe(true);
      expect(reactions).toBe(4);
      expect(new Set(CountingClient.sent)).toEqual(new Set(['UPDATE gongdan.consumer_checkpoint']));
    });
  });
});
