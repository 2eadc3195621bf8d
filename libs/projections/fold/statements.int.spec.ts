import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClientBase } from 'pg';
import type { RecordedEvent } from '@gongdan/core';
import { define } from '../definition.js';
import { RowTable } from '../table/row-table.js';
import { inSchema } from '../table/table-statements.js';
import { commented, registered } from '../testing/desk.js';
import { openReadSide, PATIENCE_MS, type ReadSide } from '../testing/read-side.js';
import { ticketSheet } from '../testing/ticket-sheet.js';
import { projectionConsumer } from './projection-consumer.js';

let side: ReadSide;
const definition = define(ticketSheet);
beforeAll(async () => {
  side = await openReadSide('in memory');
  await side.process().runner.add(ticketSheet);
});
afterAll(() => side.dispose());

const openConsumer = () =>
  projectionConsumer(definition, {
    table: definition.table,
    foldable: new Set([definition.version]),
    pool: side.pool,
  });

/** Of the table, by the session, since it told of them last. */
async function sequentialScans(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ scans: number }>(
    `SELECT seq_scan::int AS scans FROM pg_stat_xact_user_tables
      WHERE relid = 'gongdan.ticket_sheet'::regclass`,
  );
  return rows[0]?.scans ?? 0;
}

/** Handles the events in one transaction and answers the verbs of the statements sent for them. */
async function statementsFor(events: readonly RecordedEvent[]): Promise<readonly string[]> {
  const client = await side.pool.connect();
  const sent: string[] = [];
  const counting = {
    query: (query: string | { text: string }, values?: unknown[]) => {
      sent.push((typeof query === 'string' ? query : query.text).trim().split(' ')[0] ?? '');
      return client.query(query as string, values);
    },
  } as unknown as ClientBase;
  await openConsumer().handle(events, counting);
  client.release();
  return sent;
}

describe('what a batch costs the database', () => {
  // First: the table must be as it was made, without a row and never analysed.
  it('reads rows by their key on a young table, too: the plan stays while it grows', async () => {
    const process = side.process();
    const consumer = openConsumer();
    const scansOfBatches: number[] = [];
    await process.feed.add({
      ...consumer,
      async handle(events, client) {
        const before = await sequentialScans(client);
        await consumer.handle(events, client);
        scansOfBatches.push((await sequentialScans(client)) - before);
      },
    });
    await process.feed.start();
    for (let n = 0; n < 10; n++) {
      const names = Array.from({ length: 20 }, (_, ticket) => `young-${n}-${ticket}`);
      const position = await side.desk.write(...names.map((name) => registered(name)));
      await process.feed.waitFor(definition.consumer, position, PATIENCE_MS);
    }
    await process.stop();
    expect(scansOfBatches).toEqual(Array.from({ length: 10 }, () => 0));
  });

  it('is one statement to read and one to write, for one event as for a thousand', async () => {
    const after = await side.store.lastPosition();
    await side.desk.write(registered('one'));
    for (let n = 0; n < 20; n++) {
      const names = Array.from({ length: 50 }, (_, ticket) => `${n}-${ticket}`);
      await side.desk.write(...names.map((name) => registered(name)));
    }
    const { events } = await side.store.readLog({ after });
    expect(await statementsFor(events.slice(0, 1))).toEqual(['SELECT', 'INSERT']);
    expect(events).toHaveLength(1_001);
    expect(await statementsFor(events.slice(1))).toEqual(['SELECT', 'INSERT']);
  });

  it('is only the reading where the fold changes nothing', async () => {
    const after = await side.store.lastPosition();
    await side.desk.write(commented('nowhere', 'no such ticket'));
    const { events } = await side.store.readLog({ after });
    expect(await statementsFor(events)).toEqual(['SELECT']);
  });

  it('reads rows by their key, however large the table', async () => {
    await side.pool.query(
      `INSERT INTO gongdan.ticket_sheet
         SELECT 'many-' || n, 'c', 't', NULL, '', 0, 0, false, '{}', NULL, now(), NULL
           FROM generate_series(1, 20000) n`,
    );
    await side.pool.query('ANALYZE gongdan.ticket_sheet');
    const table = new RowTable(definition, inSchema(definition.table));
    const { rows } = await side.pool.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN ${table.loadLiveStatement()}`,
      [['many-1', 'many-2', 'many-3'], definition.name],
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Scan.* on ticket_sheet/);
    expect(plan).not.toMatch(/Seq Scan on ticket_sheet/);
  });
});
