import { expect, it } from '@jest/globals';
import type { RecordedEvent } from '@gongdan/core';
import type { TailEvent } from './log-tail.js';
import { POSTGRES_STORE_LIMITS } from './store-limits.js';
import { Subscriptions } from './subscriptions.js';

const NOBODY_THERE = { host: '127.0.0.1', port: 1 };

const at = (position: number): TailEvent => ({
  event: { position, type: 'TicketRegistered' } as RecordedEvent,
  bytes: 1,
});

it('reads once more where the event of another was missing when its own was offered', async () => {
  const reads: ((read: readonly TailEvent[]) => void)[] = [];
  const subscriptions = new Subscriptions(
    NOBODY_THERE,
    { ...POSTGRES_STORE_LIMITS, pollMs: 3_600_000 },
    {
      readPage: () => Promise.reject(new Error('nothing is older than the tail')),
      readTail: () => new Promise((resolve) => reads.push(resolve)),
      lastPosition: async () => 10,
    },
    () => false,
  );
  const abort = new AbortController();
  const pages = subscriptions.subscribe({ after: 10 }, abort.signal);
  const next = async () => (await pages.next()).value?.events.map(({ position }) => position);
  const first = next();
  await new Promise(setImmediate);
  subscriptions.mayHaveWritten();
  await new Promise(setImmediate);
  subscriptions.wrote(() => [at(12)]);
  reads[0]?.([at(11)]);
  expect(await first).toEqual([11]);
  const second = next();
  await new Promise(setImmediate);
  reads[1]?.([at(12)]);
  expect(await second).toEqual([12]);
  abort.abort();
  await subscriptions.close();
});
