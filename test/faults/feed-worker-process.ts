// A process of the read side for feed-sigkill.int.spec.ts: `feed-worker-process.ts URL NAME [POINT TIMES]`.
// With a fault point it kills itself there at the given time it is passed.
import { randomUUID } from 'node:crypto';
import { armFaultPoint, instantOf, streamName, type FaultPoint } from '@gongdan/core';
import { EmbeddedFeed, PolicyRunner } from '@gongdan/event-feed';
import { PostgresEventStore } from '@gongdan/event-store';
import { ProjectionRunner } from '@gongdan/projections';
import pg from 'pg';
import { recorder, remark } from '../../libs/event-feed/testing/feed-harness.js';
import { ticketSheet } from '../../libs/projections/testing/ticket-sheet.js';
import { RECORDER, SIGKILL_LEASE_MS } from './feed-worker.js';

const [url = '', name = '', point, times = '1'] = process.argv.slice(2);
const store = await PostgresEventStore.open({ connection: url });
const pool = new pg.Pool({ connectionString: url, max: 12 });
pool.on('error', () => undefined);
const clock = { now: () => instantOf(Date.now()) };
const random = { next: Math.random };
const feed = new EmbeddedFeed({
  store,
  pool,
  clock,
  random,
  ids: { next: randomUUID },
  settings: { leaseMs: SIGKILL_LEASE_MS, standbyMs: 50, flushMs: 50 },
});
const projections = new ProjectionRunner({ feed, store, pool, clock, random });

if (point !== undefined) {
  let passed = 0;
  armFaultPoint(point as FaultPoint, () => {
    if (++passed === Number(times)) process.kill(process.pid, 'SIGKILL');
  });
}

await feed.add(recorder(RECORDER, { from: 'start', worker: name, batchEventsMax: 20 }));
await projections.add(ticketSheet);
await new PolicyRunner(feed).add({
  name: 'answer-every-registration',
  types: ['TicketRegistered'],
  async react(event, reaction) {
    await store.append({
      writes: [
        {
          stream: streamName('complaint', event.id),
          expected: 'any',
          events: [{ ...remark(''), type: 'ComplaintOpened', causationId: event.id }],
        },
      ],
      command: { key: reaction.keyFor(''), fingerprint: 'ab'.repeat(32), outcome: null },
    });
  },
});
await feed.start();
await projections.start();
process.on('message', (message: string) => {
  if (message === 'rebuild') projections.rebuild('ticket-sheet').catch(() => undefined);
});
process.send?.('ready');
