import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { instantOf } from '@gongdan/core';
import type { AppendRequest } from '../event-store.js';
import {
  appended,
  appendTo,
  failureOf,
  sampleCommand,
  sampleEvent,
  sampleEvents,
  uniqueStream,
} from '../testing/sample-events.js';
import { KurrentEventStore, openKurrentEventStore } from './kurrentdb-event-store.js';
import { FakeKurrentDb, type FakeFault } from './testing/fake-kurrentdb.js';
import { FakeStreams, MAX_APPEND_SIZE } from './testing/fake-streams.js';
import { kurrentOnFake, systemClock, type KurrentUnderTest } from './testing/kurrent-under-test.js';
import { CATCH_UP_EVENTS_MAX } from './writer-memory.js';

let disposals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const dispose of disposals.splice(0)) await dispose();
});

async function onFake(
  options: Parameters<typeof kurrentOnFake>[0] = {},
  streams?: FakeStreams,
): Promise<KurrentUnderTest> {
  const underTest = await kurrentOnFake(options, streams);
  disposals.push(() => underTest.dispose());
  return underTest;
}

const commandOf = (): AppendRequest => ({
  writes: [{ stream: uniqueStream(), expected: 'none', events: sampleEvents(2) }],
  command: sampleCommand({ outcome: { ticket: 'one' } }),
});

describe('KurrentEventStore on a fake, in trouble', () => {
  it.each<[FakeFault, 'appended' | 'replayed']>([
    ['cut before it is written', 'appended'],
    ['cut after it is written', 'replayed'],
  ])('does not know the outcome of an append %s; a repeat is %s', async (fault, repeated) => {
    const { fake, store } = await onFake();
    await appendTo(store, uniqueStream());
    const request = commandOf();
    fake.faults.push(fault);
    expect((await failureOf(store.append(request))).code).toBe('STORE.OUTCOME_UNKNOWN');
    expect((await store.append(request)).status).toBe(repeated);
    expect(await store.readStream(request.writes[0]!.stream)).toHaveLength(2);
    expect(await store.lastPosition()).toBe(3);
  });

  it('does not know the outcome where no answer comes in time', async () => {
    const { fake, store } = await onFake({ limits: { answerMsMax: 200 } });
    const request = commandOf();
    fake.faults.push('never answered');
    expect((await failureOf(store.append(request))).code).toBe('STORE.OUTCOME_UNKNOWN');
    expect(await store.append(request)).toMatchObject({ status: 'replayed', position: 2 });
  });

  it('asks again where the leader has changed', async () => {
    const { fake, store } = await onFake();
    fake.faults.push('not leader');
    expect((await store.append(commandOf())).status).toBe('appended');
    expect(fake.sessions).toBe(2);
  });

  it('waits for a server that is away, and is unavailable when it stays away', async () => {
    const { fake, store } = await onFake({ limits: { waitMsMax: 1_000 } });
    const stream = uniqueStream();
    await appendTo(store, stream);
    fake.stop();
    expect((await failureOf(store.append(commandOf()))).code).toBe('STORE.UNAVAILABLE');
    expect((await failureOf(store.readStream(stream))).code).toBe('STORE.UNAVAILABLE');
    await fake.start();
    expect((await store.append(commandOf())).status).toBe('appended');
    expect(await store.readStream(stream)).toHaveLength(1);
  });

  it('appends once the server is back within its patience', async () => {
    const { fake, store } = await onFake({ limits: { waitMsMax: 20_000 } });
    await appendTo(store, uniqueStream());
    fake.stop();
    const waiting = store.append(commandOf());
    await failureOf(store.lastPosition()); // it is noticed
    await fake.start();
    expect((await waiting).status).toBe('appended');
  });

  it('takes as many waiting appends as its limit says, and refuses one more', async () => {
    const { fake, store } = await onFake({ limits: { waitingAppendsMax: 2, batchAppendsMax: 1 } });
    fake.faults.push('cut before it is written');
    const first = failureOf(store.append(commandOf()));
    await Promise.resolve(); // it is in hand
    await Promise.resolve();
    const waiting = [1, 2].map(() => store.append(commandOf()));
    const surplus = await failureOf(store.append(commandOf()));
    expect(surplus.code).toBe('STORE.BUSY');
    expect((await first).code).toBe('STORE.OUTCOME_UNKNOWN');
    for (const result of await Promise.all(waiting)) expect(result.status).toBe('appended');
  });

  it('ends a subscription where the connection breaks; it can be taken up again', async () => {
    const { fake, store } = await onFake();
    await appendTo(store, uniqueStream(), 2);
    const pages = store.subscribe({ after: 0 }, new AbortController().signal);
    expect((await pages.next()).value).toMatchObject({ lastPosition: 2 });
    const live = pages.next();
    await appendTo(store, uniqueStream());
    expect((await live).value).toMatchObject({ lastPosition: 3 });
    const broken = failureOf(pages.next());
    fake.stop();
    expect((await broken).code).toBe('STORE.UNAVAILABLE');
    await fake.start();
    await appendTo(store, uniqueStream()); // it waits for the server, where a subscription would not
    const again = store.subscribe({ after: 3 }, new AbortController().signal);
    expect((await again.next()).value).toMatchObject({ lastPosition: 4 });
    await again.return(undefined);
  });

  it('is unavailable once it is closed, and its subscriptions say so', async () => {
    const { store } = await onFake();
    await appendTo(store, uniqueStream());
    const pages = store.subscribe({ after: 1 }, new AbortController().signal);
    const next = failureOf(pages.next());
    await store.lastPosition();
    await store.close();
    await store.close();
    expect((await next).code).toBe('STORE.UNAVAILABLE');
    expect((await failureOf(store.append(commandOf()))).code).toBe('STORE.UNAVAILABLE');
    expect((await failureOf(store.lastPosition())).code).toBe('STORE.UNAVAILABLE');
  });

  it('says at once when nobody answers, and never repeats a password', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    await new Promise((resolve) => server.close(resolve));
    const open = (connection: string, namespace = 'gongdan') =>
      failureOf(openKurrentEventStore({ connection, clock: systemClock, namespace }));
    expect((await open(`kurrentdb://127.0.0.1:${port}?tls=false`)).code).toBe('STORE.UNAVAILABLE');
    for (const wrong of ['http://u:hunter2@x', 'kurrentdb://u:hunter2@x?odd=1']) {
      const failure = await open(wrong);
      expect(failure.code).toBe('STORE.INVALID_CONNECTION');
      expect(JSON.stringify([failure.message, failure.cause])).not.toContain('hunter2');
    }
    const failure = await open(`kurrentdb://127.0.0.1:${port}?tls=false`, 'No');
    expect(failure.code).toBe('ENGINE.BUG');
  });

  it('refuses a server that cannot append to several streams at once', async () => {
    const fake = new FakeKurrentDb(new FakeStreams(), false);
    await fake.start();
    const options = { connection: fake.connection, clock: systemClock };
    const store = await KurrentEventStore.open(options);
    const failure = await failureOf(store.append(commandOf()));
    expect([failure.code, failure.hint]).toEqual([
      'STORE.SERVER_UNFIT',
      'Use KurrentDB 25.1 or later.',
    ]);
    await store.close();
    fake.stop();
  });

  it('makes smaller batches for a smaller server, and names its limit where that is not enough', async () => {
    const small = await onFake({}, new FakeStreams(20_000));
    const many = Array.from({ length: 40 }, () => appendTo(small.store, uniqueStream(), 2));
    expect(await Promise.all(many)).toHaveLength(40);
    expect(await small.store.lastPosition()).toBe(80);
    const half = await onFake({}, new FakeStreams(MAX_APPEND_SIZE / 2));
    const data = { text: 'x'.repeat(900_000) };
    const events = [sampleEvent({ data }), sampleEvent()];
    await half.store.append({ writes: [{ stream: uniqueStream(), expected: 'none', events }] });
    expect(await half.store.lastPosition()).toBe(2);
    const tiny = await onFake({}, new FakeStreams(500));
    const failure = await failureOf(tiny.store.append(commandOf()));
    expect([failure.code, failure.hint]).toEqual([
      'STORE.SERVER_UNFIT',
      'Leave MaxAppendSize and MaxAppendEventSize of the server at their defaults or above.',
    ]);
  });

  it('says so loudly where somebody deleted a stream that is written to', async () => {
    const { fake, store, open } = await onFake();
    const stream = uniqueStream();
    await appendTo(store, stream, 2);
    fake.streams.softDelete(`gongdan.${stream}`);
    const other = await open();
    expect((await failureOf(appendTo(other, stream))).code).toBe('STORE.INCONSISTENT');
    expect((await failureOf(other.readStream(stream))).code).toBe('STORE.INCONSISTENT');
  });

  it('never gives a part of a stream or of the log for the whole', async () => {
    const { fake, store } = await onFake();
    const stream = uniqueStream();
    await appendTo(store, stream, 3);
    for (const name of [`gongdan.${stream}`, 'gongdan-log']) fake.streams.softDelete(name);
    await appendTo(store, stream); // it remembers both ends, and the server goes on there
    const reads = [
      () => store.readStream(stream),
      () => store.readStream(stream, { direction: 'backwards' }),
      () => store.readStream(stream, { direction: 'backwards', fromVersion: 2 }),
      () => store.readLog({ after: 0 }),
    ];
    for (const read of reads) expect((await failureOf(read())).code).toBe('STORE.INCONSISTENT');
    expect(await store.readStream(stream, { fromVersion: 4 })).toHaveLength(1);
  });

  it('writes nothing where a stream was written to past the log', async () => {
    const { fake, store, open } = await onFake();
    const stream = uniqueStream();
    await appendTo(store, stream, 2);
    const { id } = sampleEvent();
    const foreign = { id, type: 'x', isJson: true, data: Buffer.from('{}'), properties: {} };
    fake.streams.append([{ stream: `gongdan.${stream}`, expected: 1, records: [foreign] }]);
    expect((await failureOf(appendTo(store, stream))).code).toBe('STORE.INCONSISTENT');
    expect((await failureOf(appendTo(await open(), stream))).code).toBe('STORE.INCONSISTENT');
    expect(await store.lastPosition()).toBe(2);
  });
});

describe('KurrentEventStore on a fake, in use', () => {
  it('records the latest time seen while clocks are stepped back', async () => {
    let nowMs = 1_000_000;
    const { store, open } = await onFake({ clock: { now: () => instantOf(nowMs) } });
    const other = await open();
    const stream = uniqueStream();
    await appendTo(store, stream);
    nowMs = 400_000;
    await appendTo(other, stream);
    nowMs = 1_000_001;
    await appendTo(store, stream);
    const times = (await store.readStream(stream)).map(({ recordedAt }) => recordedAt);
    expect(times).toEqual([1_000_000, 1_000_000, 1_000_001].map(instantOf));
  });

  it('keeps what does not fit into one transaction in parts, whole and out of sight of other logs', async () => {
    const { fake, store, open } = await onFake();
    const text = '工单'.repeat(150_000); // 900,000 bytes
    const events = [
      sampleEvent({ data: { text } }),
      sampleEvent(),
      sampleEvent({ data: { text } }),
    ];
    const stream = uniqueStream();
    const command = sampleCommand({ outcome: { text } });
    const result = await store.append({
      writes: [
        { stream, expected: 'none', events },
        { stream: uniqueStream(), expected: 'any', events: sampleEvents(1) },
      ],
      command,
    });
    expect(appended(result).position).toBe(4);
    const parts = fake.streams.names().filter((name) => name.startsWith('gongdan-parts-'));
    expect(parts).toHaveLength(1);
    const other = await open();
    expect((await other.readStream(stream)).map(({ data }) => data)).toEqual(
      events.map(({ data }) => data),
    );
    expect((await other.readLog({ after: 1, limit: 2 })).events).toHaveLength(2);
    expect((await other.findOutcome(command.key))?.outcome).toEqual({ text });
    expect(
      appended(
        await other.append({
          writes: [{ stream, expected: 3, events: sampleEvents(1) }],
        }),
      ).position,
    ).toBe(5);
    const apart = await open({ namespace: 'elsewhere' });
    expect([await apart.lastPosition(), await apart.readStream(stream)]).toEqual([0, []]);
  });

  it('leaves nothing to see of an append whose parts were written and which was then lost', async () => {
    const { fake, store } = await onFake();
    const stream = uniqueStream();
    const events = [sampleEvent({ data: { text: 'x'.repeat(MAX_APPEND_SIZE - 20) } })];
    // Two sessions write the five parts; the third one would be the append itself.
    fake.sessions = 0;
    const write = { stream, expected: 'none' as const, events };
    await store.append({ writes: [{ ...write, stream: uniqueStream() }] });
    const sessions = fake.sessions;
    const harmless = Array.from({ length: sessions - 1 }, () => undefined);
    fake.faults.push(...(harmless as unknown as FakeFault[]), 'cut before it is written');
    expect((await failureOf(store.append({ writes: [write] }))).code).toBe('STORE.OUTCOME_UNKNOWN');
    await appendTo(store, uniqueStream()); // it waits for the server, where a read would not
    expect([await store.lastPosition(), await store.readStream(stream)]).toEqual([2, []]);
    expect((await store.append({ writes: [write] })).status).toBe('appended');
  });

  it('looks at a stream that an append rests on, and has not to be there', async () => {
    const { store, open } = await onFake();
    const other = await open();
    const [on, busy] = [uniqueStream(), uniqueStream()];
    await appendTo(store, uniqueStream());
    await appendTo(other, on);
    await appendTo(other, busy, CATCH_UP_EVENTS_MAX); // too much to be taken in: all is forgotten
    await appendTo(store, uniqueStream());
    const result = await store.append({
      writes: [
        { stream: uniqueStream(), expected: 'none', events: sampleEvents(1) },
        { stream: on, expected: 'none', events: [] },
      ],
    });
    expect(result).toMatchObject({ status: 'conflict', stream: on, actual: 1 });
  });

  it('looks for rare types in a bounded part of the log at a time', async () => {
    const { store } = await onFake({ limits: { scanEventsMax: 3 } });
    const types = ['A', 'A', 'A', 'B'];
    const events = types.map((type) => sampleEvent({ type }));
    await store.append({ writes: [{ stream: uniqueStream(), expected: 'none', events }] });
    const pageAfter = (after: number) => store.readLog({ after, types: ['B'] });
    expect(await pageAfter(0)).toEqual({ events: [], lastPosition: 3 });
    expect(await pageAfter(1)).toMatchObject({ events: [{ position: 4 }], lastPosition: 4 });
  });

  it.each([CATCH_UP_EVENTS_MAX - 1, CATCH_UP_EVENTS_MAX, CATCH_UP_EVENTS_MAX + 1])(
    'knows how things stand after another process has written %i events',
    async (count) => {
      const { store, open } = await onFake();
      const other = await open();
      const stream = uniqueStream();
      await appendTo(store, stream);
      await appendTo(other, stream, count);
      const { position, events } = await appendTo(store, stream);
      expect([position, events[0]?.version]).toEqual([count + 2, count + 2]);
    },
  );

  it('lets another process have its turn while one has always something to write', async () => {
    const { store, open } = await onFake();
    const other = await open();
    const done = new AbortController();
    const busyWriters = Array.from({ length: 20 }, async () => {
      const stream = uniqueStream();
      while (!done.signal.aborted) await appendTo(store, stream);
    });
    const stream = uniqueStream();
    for (let index = 0; index < 10; index++) await appendTo(other, stream);
    done.abort();
    await Promise.all(busyWriters);
    expect(await store.readStream(stream)).toHaveLength(10);
  });
});
