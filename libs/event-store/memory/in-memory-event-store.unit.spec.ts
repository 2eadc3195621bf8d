import { describe, expect, it } from '@jest/globals';
import { armFaultPoint, instantOf, type Clock } from '@gongdan/core';
import { describeEventStoreContract } from '../testing/contract-suite.js';
import { appendTo, failureOf, sampleEvent, uniqueStream } from '../testing/sample-events.js';
import { InMemoryEventStore } from './in-memory-event-store.js';

const systemClock: Clock = { now: () => instantOf(Date.now()) };

describeEventStoreContract('InMemoryEventStore', async () => {
  const store = new InMemoryEventStore(systemClock);
  return { store, other: store, dispose: () => store.close() };
});

describe('InMemoryEventStore', () => {
  it('records the latest time seen while its clock is stepped back', async () => {
    let nowMs = 1_000_000;
    const store = new InMemoryEventStore({ now: () => instantOf(nowMs) });
    const stream = uniqueStream();
    await appendTo(store, stream);
    nowMs = 400_000;
    await appendTo(store, stream);
    nowMs = 1_000_001;
    await appendTo(store, stream);
    const times = (await store.readStream(stream)).map(({ recordedAt }) => recordedAt);
    expect(times).toEqual([1_000_000, 1_000_000, 1_000_001].map(instantOf));
  });

  it('does not know the outcome when it fails after the commit, and the event is there', async () => {
    const store = new InMemoryEventStore(systemClock);
    const stream = uniqueStream();
    const disarm = armFaultPoint('append.after-commit', () => {
      throw new Error('killed');
    });
    const failure = await failureOf(
      store.append({ writes: [{ stream, expected: 'none', events: [sampleEvent()] }] }),
    );
    disarm();
    expect(failure.code).toBe('STORE.OUTCOME_UNKNOWN');
    expect(await store.readStream(stream)).toHaveLength(1);
  });

  it('is unavailable once it is closed, and its subscriptions say so', async () => {
    const store = new InMemoryEventStore(systemClock);
    const subscription = store.subscribe({ after: 0 }, new AbortController().signal);
    const next = subscription.next();
    await store.close();
    expect((await failureOf(next)).code).toBe('STORE.UNAVAILABLE');
    expect((await failureOf(appendTo(store, uniqueStream()))).code).toBe('STORE.UNAVAILABLE');
  });
});
