import { describe, expect, it } from '@jest/globals';
import { recorder } from '../../../../test/setup/recorded.js';
import { useTestPool } from '../../../../test/setup/test-pool.js';
import { eventFeedMigrations } from '../../migrations/index.js';
import { realPause, type Pause } from '../../retry.js';
import type { Broker, OutgoingRecord } from '../broker.js';
import { Topics } from '../topics.js';
import { Relay, type RelayNotice } from './relay.js';
import { RelayStore } from './relay-store.js';

const LEASE_MS = 60_000;
const topics = new Topics('acme');
const event = recorder('ticket-1')('TicketCommented', {}, { stream: 'ticket-1' as never });

const database = useTestPool(eventFeedMigrations);

/** A broker that takes watermarks, and so many sends with events not. */
function refusing(sends: number): Broker {
  let left = sends;
  const send = async (records: readonly OutgoingRecord[]) => {
    const hasEvents = records.some(({ topic }) => topic !== topics.watermarks);
    if (hasEvents && left-- > 0) throw new Error('refused');
    return { first: {}, next: {} };
  };
  const producer = { send, close: async () => undefined };
  return { endsOf: async () => ({}), openProducer: async () => producer } as never;
}

/** Runs a relay until its one event is published, or it has paused more often than it was refused. */
async function published(sends: number) {
  const stop = new AbortController();
  const pauses: number[] = [];
  const notices: RelayNotice['kind'][] = [];
  const pause: Pause = async (pauseMs, signal) => {
    if (pauseMs >= LEASE_MS / 10) return realPause(pauseMs, signal); // a beat of the lease
    pauses.push(pauseMs);
    if (pauses.length > sends) stop.abort();
  };
  const relay = new Relay({
    rawStore: {
      async *subscribe({ after }, signal) {
        const events = after < event.position ? [event] : [];
        if (events.length > 0) yield { events, lastPosition: event.position };
        await realPause(LEASE_MS, signal);
      },
    },
    broker: refusing(sends),
    topics,
    state: new RelayStore(database.pool, topics.prefix, LEASE_MS, 'the test'),
    random: { next: () => 0 },
    settings: { leaseMs: LEASE_MS },
    pause,
    onNotice: ({ kind }) => notices.push(kind),
    onPublished: () => stop.abort(),
  });
  await relay.run(stop.signal);
  return { pauses, recovered: notices.filter((kind) => kind === 'recovered').length };
}

describe('a relay whose events are refused while its watermarks are taken', () => {
  it('pauses longer from refusal to refusal, and has recovered once, when they are taken', async () => {
    const { pauses, recovered } = await published(4);
    expect(pauses).toEqual([100, 200, 400, 800]);
    expect(recovered).toBe(1);
  });
});
