import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { armFaultPoint } from '@gongdan/core';
import { openGate, type DatabaseGate } from '../../../test/setup/database-gate.js';
import { createTestDatabase, type TestDatabase } from '../../../test/setup/test-database.js';
import {
  appended,
  appendTo,
  collect,
  failureOf,
  sampleCommand,
  sampleEvent,
  uniqueStream,
} from '../testing/sample-events.js';
import { APPEND_LOCK_KEY } from './migrations/append-functions.js';
import { eventStoreMigrations } from './migrations/index.js';
import { PostgresEventStore } from './postgres-event-store.js';
import type { PostgresStoreLimits } from './store-limits.js';

/** Who is not woken is not woken at all. */
const NO_POLLING = { pollMs: 3_600_000 };

describe('PostgresEventStore in trouble', () => {
  let database: TestDatabase;
  let admin: pg.Client;
  let gate: DatabaseGate;
  const toClose: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    database = await createTestDatabase(eventStoreMigrations);
    admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    gate = await openGate(database.url);
  });
  afterEach(async () => {
    gate.open();
    for (const close of toClose.splice(0)) await close();
  });
  afterAll(async () => {
    await gate.stop();
    await admin.end();
    await database.drop();
  });

  async function open(limits: Partial<PostgresStoreLimits> = {}): Promise<PostgresEventStore> {
    const store = await PostgresEventStore.open({ connection: gate.url, limits });
    toClose.push(() => store.close());
    return store;
  }

  async function hold(lock = APPEND_LOCK_KEY): Promise<() => Promise<void>> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock(${lock})`);
    return () => client.end();
  }

  const write = (stream = uniqueStream()) => ({
    writes: [{ stream, expected: 'none' as const, events: [sampleEvent()] }],
  });

  it('does not know what became of an append when the connection breaks before the answer', async () => {
    const store = await open();
    const release = await hold();
    const [sent, alsoSent] = [uniqueStream(), uniqueStream()];
    const failures = [sent, alsoSent].map((stream) => failureOf(store.append(write(stream))));
    await waitingForLock();
    gate.cut();
    for (const failure of await Promise.all(failures)) {
      expect(failure.code).toBe('STORE.OUTCOME_UNKNOWN');
      expect(failure.retryable).toBe(true);
    }
    await release();
    // The next connection works, whatever the server did with what the old one sent.
    expect((await store.append(write())).status).toBe('appended');
  });

  it('sends what had not been sent over the next connection', async () => {
    const store = await open();
    const release = await hold();
    const sent = failureOf(store.append(write()));
    await waitingForLock();
    const notSent = Array.from({ length: 5 }, () => store.append(write()));
    gate.cut();
    await sent;
    await release();
    for (const result of await Promise.all(notSent)) expect(result.status).toBe('appended');
  });

  it('answers a retry by key with the first outcome where the unknown append had worked', async () => {
    const store = await open();
    const command = sampleCommand();
    const stream = uniqueStream();
    const disarm = armFaultPoint('append.after-commit', () => {
      throw new Error('the answer got lost');
    });
    expect((await failureOf(store.append({ ...write(stream), command }))).code).toBe(
      'STORE.OUTCOME_UNKNOWN',
    );
    disarm();
    expect((await store.append({ ...write(stream), command })).status).toBe('replayed');
    expect(await store.readStream(stream)).toHaveLength(1);
  });

  it('is cut off while a statement is on its way: the retry by key has exactly one effect', async () => {
    const store = await open();
    for (let round = 0; round < 10; round++) {
      const command = sampleCommand();
      const stream = uniqueStream();
      const disarm = armFaultPoint('append.after-insert', () => {
        throw new Error('cut');
      });
      const failure = failureOf(store.append({ ...write(stream), command }));
      expect((await failure).code).toBe('STORE.OUTCOME_UNKNOWN');
      disarm();
      const retried = await store.append({ ...write(stream), command });
      expect(['replayed', 'appended']).toContain(retried.status);
      expect(await store.readStream(stream)).toHaveLength(1);
    }
  });

  it('survives the end of all its sessions by an administrator', async () => {
    const store = await open();
    await appendTo(store, uniqueStream());
    const after = await store.lastPosition();
    const seen = eventually(() => collect(store, { after }, (events) => events.length >= 1));
    await listening();
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name LIKE 'gongdan:%' AND datname = current_database()`,
    );
    const retried = await eventually(() => appendTo(store, uniqueStream()));
    expect((await seen)[0]?.position).toBe(retried.events[0]?.position);
    expect(await eventually(() => store.lastPosition())).toBe(retried.position);
  });

  it('says UNAVAILABLE within its bound while the database is away, then works again', async () => {
    const store = await open({ waitMsMax: 300 });
    await appendTo(store, uniqueStream());
    gate.shut();
    const startedAt = performance.now();
    const failures = await Promise.all([
      eventuallyFails(() => store.append(write()), 'STORE.UNAVAILABLE'),
      failureOf(store.readLog({ after: 0 })),
      failureOf(store.readStream(uniqueStream())),
      failureOf(store.lastPosition()),
      failureOf(store.findOutcome('key')),
    ]);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    for (const { code, category } of failures) {
      expect([code, category]).toEqual(['STORE.UNAVAILABLE', 'transient']);
    }
    gate.open();
    await eventually(() => appendTo(store, uniqueStream()));
    expect(await eventually(() => store.lastPosition())).toBeGreaterThan(0);
  });

  it('tells subscriptions at once of what was written without an answer', async () => {
    const [store, other] = [await open(NO_POLLING), await open()];
    const range = { after: await store.lastPosition() };
    let live: (value: unknown) => void = () => undefined;
    const isLive = new Promise((resolve) => (live = resolve));
    const both = collect(store, range, (events) => {
      live(events);
      return events.length === 2;
    });
    await listening();
    await appendTo(other, uniqueStream());
    await isLive; // what it was told when it began to listen is read by now
    const disarm = armFaultPoint('append.after-commit', () => {
      throw new Error('the answer got lost');
    });
    await failureOf(store.append(write()));
    disarm();
    expect(await both).toHaveLength(2);
  });

  it('ends subscriptions with UNAVAILABLE while the database is away; resumed, they miss nothing', async () => {
    const store = await open({ waitMsMax: 300, pollMs: 50 });
    const after = await store.lastPosition();
    const { signal } = new AbortController();
    const next = store.subscribe({ after }, signal)[Symbol.asyncIterator]().next();
    gate.shut();
    expect((await failureOf(next)).code).toBe('STORE.UNAVAILABLE');
    const direct = await PostgresEventStore.open({ connection: database.url });
    await appendTo(direct, uniqueStream(), 3);
    await direct.close();
    gate.open();
    const events = await eventually(() => collect(store, { after }, (seen) => seen.length === 3));
    expect(events.map(({ position }) => position - after)).toEqual([1, 2, 3]);
  });

  it('does not open while there is no database: UNAVAILABLE within the bound', async () => {
    gate.shut();
    const failure = await failureOf(open({ waitMsMax: 200 }));
    expect(failure.code).toBe('STORE.UNAVAILABLE');
  });

  it('does not open on a database without its tables', async () => {
    const empty = await createTestDatabase([]);
    const failure = await failureOf(PostgresEventStore.open({ connection: empty.url }));
    expect(failure.code).toBe('STORE.NOT_SET_UP');
    await empty.drop();
  });

  it('gives up on an append lock that is held too long: certainly not written', async () => {
    const store = await open({ answerMsMax: 500 });
    const release = await hold();
    const stream = uniqueStream();
    const failure = await failureOf(store.append(write(stream)));
    expect(failure.code).toBe('STORE.UNAVAILABLE');
    await release();
    expect(await store.readStream(stream)).toEqual([]);
    expect((await store.append(write(stream))).status).toBe('appended');
  });

  it('gives up on a server that does not answer: unknown, and the next connection works', async () => {
    const store = await open({ answerMsMax: 400 });
    gate.freeze();
    expect((await failureOf(store.append(write()))).code).toBe('STORE.OUTCOME_UNKNOWN');
    expect((await store.append(write())).status).toBe('appended');
  });

  it('refuses one append more than may wait, and takes them again afterwards', async () => {
    const store = await open({ waitingAppendsMax: 3 });
    const release = await hold();
    const first = store.append(write());
    await waitingForLock();
    const waiting = Array.from({ length: 3 }, () => store.append(write()));
    const failure = await failureOf(store.append(write()));
    expect([failure.code, failure.category]).toEqual(['STORE.BUSY', 'transient']);
    await release();
    await Promise.all([first, ...waiting]);
    expect((await store.append(write())).status).toBe('appended');
  });

  it('refuses more bytes than may wait', async () => {
    const store = await open({ waitingBytesMax: 1_000 });
    const release = await hold();
    const first = store.append(write());
    await waitingForLock();
    const large = () => {
      const events = [sampleEvent({ data: { text: 'x'.repeat(700) } })];
      return store.append({ writes: [{ stream: uniqueStream(), expected: 'none', events }] });
    };
    const waiting = large();
    expect((await failureOf(large())).code).toBe('STORE.BUSY');
    await release();
    expect((await Promise.all([first, waiting])).map(({ status }) => status)).toEqual([
      'appended',
      'appended',
    ]);
  });

  it('halves a batch that fails until the culprit stands alone', async () => {
    const store = await open();
    // What no check of ours refuses but this database does: a constraint that somebody added.
    await admin.query(`ALTER TABLE gongdan.event ADD CONSTRAINT odd CHECK (actor <> 'odd')`);
    const before = await store.lastPosition();
    const streams = Array.from({ length: 20 }, () => uniqueStream());
    const results = await Promise.allSettled(
      streams.map((stream, index) =>
        store.append({
          writes: [
            {
              stream,
              expected: 'none',
              events: [sampleEvent({ actor: index === 5 || index === 13 ? 'odd' : 'even' })],
            },
          ],
        }),
      ),
    );
    await admin.query(`ALTER TABLE gongdan.event DROP CONSTRAINT odd`);
    const failed = results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
    expect(failed).toEqual([5, 13]);
    expect(await store.lastPosition()).toBe(before + 18);
    const positions = results.flatMap((result) =>
      result.status === 'fulfilled' ? [appended(result.value).position - before] : [],
    );
    expect(positions.sort((one, two) => one - two)).toEqual(
      Array.from({ length: 18 }, (_, index) => index + 1),
    );
  });

  it('looks for another server where this one has become read-only', async () => {
    const store = await open();
    const name = new URL(database.url).pathname.slice(1);
    await admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    gate.cut();
    const failure = await eventuallyFails(() => store.append(write()), 'STORE.UNAVAILABLE');
    expect(failure.message).toMatch(/read-only/);
    await admin.query('SET default_transaction_read_only = off');
    await admin.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    // Nobody cuts the connection: the store itself must have left it.
    expect((await eventually(() => store.append(write()))).status).toBe('appended');
  });

  it('is closed within a bound while the server does not answer', async () => {
    const store = await open({ answerMsMax: 300 });
    gate.freeze();
    const failure = failureOf(store.append(write()));
    const startedAt = performance.now();
    await store.close();
    expect((await failure).code).toBe('STORE.OUTCOME_UNKNOWN');
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('answers what was submitted before it was closed, and refuses what comes after', async () => {
    const store = await open();
    const before = Array.from({ length: 30 }, () => store.append(write()));
    const closing = store.close();
    expect((await failureOf(store.append(write()))).code).toBe('STORE.UNAVAILABLE');
    expect((await Promise.all(before)).every(({ status }) => status === 'appended')).toBe(true);
    await closing;
  });

  /** Until the append’s session waits for a lock. */
  const waitingForLock = () =>
    until(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'gongdan:append'
      AND datname = current_database() AND wait_event_type = 'Lock'`);

  const listening = () =>
    until(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'gongdan:listen'
      AND datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'`);

  async function until(query: string): Promise<void> {
    for (let round = 0; round < 1_000; round++) {
      if ((await admin.query(query)).rowCount) return;
    }
    throw new Error(`never true: ${query}`);
  }
});

/** Repeats what fails transiently, as clients do. */
async function eventually<Value>(attempt: () => Promise<Value>): Promise<Value> {
  for (let round = 0; ; round++) {
    try {
      return await attempt();
    } catch (error) {
      if (round === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Repeats until it fails with the code (an append that was on its way at first may be unknown). */
async function eventuallyFails(attempt: () => Promise<unknown>, code: string) {
  for (let round = 0; round < 20; round++) {
    const failure = await failureOf(attempt());
    if (failure.code === code) return failure;
  }
  throw new Error(`never failed with ${code}`);
}
