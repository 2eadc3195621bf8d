import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/setup/test-database.js';
import { appendTo, uniqueStream } from '../testing/sample-events.js';
import { eventStoreMigrations } from './migrations/index.js';
import { PostgresEventStore } from './postgres-event-store.js';

let database: TestDatabase;
let store: PostgresEventStore;
beforeAll(async () => {
  database = await createTestDatabase(eventStoreMigrations);
  store = await openStore();
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

/** Nobody looks by himself before the tests are over. */
const openStore = () =>
  PostgresEventStore.open({ connection: database.url, limits: { pollMs: 3_600_000 } });

/** Reads of the log by anybody in this process while `work` is done. */
async function readsDuring(work: () => Promise<unknown>): Promise<number> {
  const query = jest.spyOn(pg.Client.prototype, 'query');
  await work();
  const reads = query.mock.calls.filter(([asked]) => {
    const { name } = asked as unknown as { name?: string };
    return name === 'gongdan_read_log';
  });
  query.mockRestore();
  return reads.length;
}

describe('a live subscription', () => {
  it('reads what others have written, and not what its own process has', async () => {
    const other = await openStore();
    const range = { after: await store.lastPosition() };
    const abort = new AbortController();
    const pages = store.subscribe(range, abort.signal)[Symbol.asyncIterator]();
    const appendInTurn = async (writer: PostgresEventStore, count: number) => {
      for (let done = 0; done < count; done++) {
        const coming = pages.next();
        const { events } = await appendTo(writer, uniqueStream());
        expect((await coming).value?.events).toEqual(events);
      }
    };
    await appendInTurn(other, 2); // it listens now
    expect(await readsDuring(() => appendInTurn(other, 50))).toBeGreaterThanOrEqual(50);
    expect(await readsDuring(() => appendInTurn(store, 50))).toBe(0);
    abort.abort();
    await other.close();
  });
});
