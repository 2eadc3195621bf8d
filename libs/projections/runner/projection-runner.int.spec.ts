import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClientBase } from 'pg';
import type { Projection, Row } from '../projection.js';
import { cancelled, commented, prioritised, registered, ticketStream } from '../testing/desk.js';
import {
  openReadSide,
  PATIENCE_MS,
  type ReadSide,
  type ReadSideProcess,
} from '../testing/read-side.js';
import { ticketSheet, type TicketSheetRow } from '../testing/ticket-sheet.js';

let side: ReadSide;
let process: ReadSideProcess;
beforeAll(async () => {
  side = await openReadSide('in memory');
  process = side.process();
  await process.runner.add(ticketSheet);
  await process.start();
});
afterAll(() => side.dispose());

const shown = (position: number): Promise<boolean> =>
  process.runner.waitFor('ticket-sheet', position, PATIENCE_MS);

const sheetOf = async (id: string): Promise<TicketSheetRow | undefined> =>
  (await side.pool.query<TicketSheetRow>('SELECT * FROM gongdan.ticket_sheet WHERE id = $1', [id]))
    .rows[0];

describe('ProjectionRunner', () => {
  it('makes the table with its types, key and indexes, once among many processes', async () => {
    const projection = { ...ticketSheet, name: 'made-once', table: 'made_once' };
    await Promise.all(Array.from({ length: 4 }, () => side.process().runner.add(projection)));
    const { rows: columns } = await side.pool.query(
      `SELECT column_name, data_type, is_nullable FROM information_schema.columns
        WHERE table_schema = 'gongdan' AND table_name = 'made_once' ORDER BY ordinal_position`,
    );
    expect(columns).toContainEqual({
      column_name: 'contact_name',
      data_type: 'text',
      is_nullable: 'YES',
    });
    expect(columns).toContainEqual({
      column_name: 'remark_length',
      data_type: 'bigint',
      is_nullable: 'NO',
    });
    const { rows: indexes } = await side.pool.query<{ indexdef: string }>(
      `SELECT indexdef FROM pg_indexes WHERE tablename = 'made_once' ORDER BY indexname`,
    );
    expect(indexes.map(({ indexdef }) => indexdef.replace(/.* USING /, ''))).toEqual([
      'btree (urgent, registered_at)',
      'gin (visibilities)',
      'btree (customer_id)',
      'btree (id)',
    ]);
  });

  it('follows the log: rows come, change and go', async () => {
    await shown(await side.desk.write(registered('a')));
    expect(await sheetOf('a')).toMatchObject({ title: 'Ticket a', remark_count: 0 });
    await shown(await side.desk.write(commented('a', 'Please ring twice')));
    await shown(await side.desk.write(prioritised('a', 'urgent')));
    expect(await sheetOf('a')).toMatchObject({
      contact_name: 'Contact of a',
      last_remark: 'Please ring twice',
      remark_count: 1,
      remark_length: '1000000000000',
      urgent: true,
      visibilities: ['internal'],
      details: { remark: 'Please ring twice', before: null },
    });
    await shown(await side.desk.write(cancelled('a')));
    expect(await sheetOf('a')).toBeUndefined();
    await shown(await side.desk.write(registered('a', { title: 'Again' })));
    expect(await sheetOf('a')).toMatchObject({ title: 'Again', remark_count: 0 });
  });

  it('keeps any text as it is, in every type of column, live and after a rebuild', async () => {
    const texts = [
      'quote \' double " back \\ slash \\n \\N \\. {a,b} NULL $1',
      'tab\tnewline\nreturn\r and \u0001 \u007f',
      '服务凭证 🔧 e\u0301 \u202e\ufeff',
      ' leading and trailing ',
      '\\.',
      '{}',
      'null',
    ];
    let position = 0;
    for (const [n, text] of texts.entries()) {
      position = await side.desk.write(
        registered(`hostile-${n}`, { title: text, contact: { name: text } }),
      );
      position = await side.desk.write(commented(`hostile-${n}`, text));
    }
    await shown(position);
    const expectAll = async (): Promise<void> => {
      for (const [n, text] of texts.entries()) {
        expect(await sheetOf(`hostile-${n}`)).toMatchObject({
          title: text,
          contact_name: text,
          last_remark: text,
          details: { remark: text },
        });
      }
    };
    await expectAll();
    await process.runner.rebuild('ticket-sheet');
    await expectAll();
    expect(await process.runner.check('ticket-sheet')).toMatchObject({ differenceCount: 0 });
  });

  it('shows the same as a fold of the log, whatever the batches', async () => {
    const position = await side.desk.work({ tickets: 60, events: 2_000, seed: 7 });
    await shown(position);
    const result = await process.runner.check('ticket-sheet');
    expect(result).toMatchObject({ position, differenceCount: 0, unfolded: 0 });
    expect(result.rows).toBeGreaterThan(30);
  });

  it('answers a query with the position of the very snapshot it ran on', async () => {
    const before = await countAt();
    const writing = (async () => {
      for (let n = 0; n < 300; n++) await side.desk.write(registered(`counted-${n}`));
    })();
    let reads = 0;
    let last = before;
    const end = (await side.store.lastPosition()) + 300;
    while (last.position < end) {
      last = await countAt();
      expect(last.count - before.count).toBe(last.position - before.position);
      reads += 1;
    }
    await writing;
    expect(reads).toBeGreaterThan(1); // one of them met the writer half-way
  });

  const countAt = async () => {
    const { position, value } = await process.runner.readAt('ticket-sheet', async (client) => {
      await new Promise((resolve) => setTimeout(resolve, 2)); // give the writer room to interfere
      return client.query<{ count: string }>('SELECT count(*) FROM gongdan.ticket_sheet');
    });
    return { position, count: Number(value.rows[0]?.count) };
  };

  it('lets a query change nothing', async () => {
    const wrong = process.runner.readAt('ticket-sheet', (client: ClientBase) =>
      client.query('DELETE FROM gongdan.ticket_sheet'),
    );
    await expect(wrong).rejects.toMatchObject({ code: '25006' });
  });

  it('tells version, place and lag of every projection', async () => {
    const position = await side.desk.write(registered('status'));
    await shown(position);
    const lines = await process.runner.status();
    expect(lines.find(({ name }) => name === 'ticket-sheet')).toMatchObject({
      table: 'ticket_sheet',
      version: 1,
      liveVersion: 1,
      position,
      lagEvents: 0,
      state: 'live',
      deadLetters: 0,
    });
    expect(await process.runner.readPosition('ticket-sheet')).toBe(position);
  });

  it('parks an event that cannot be folded and its followers, and folds them when replayed', async () => {
    let broken = true;
    const fragile: Projection<TicketSheetRow> = {
      ...ticketSheet,
      name: 'fragile',
      table: 'fragile',
      apply: (row, event) => {
        if (broken && event.data['text'] === 'unfoldable') throw new TypeError('cannot fold this');
        return ticketSheet.apply(row, event);
      },
    };
    await process.runner.add(fragile);
    await side.desk.write(registered('sick'), registered('well'));
    await side.desk.write(commented('sick', 'unfoldable'));
    const last = await side.desk.write(commented('sick', 'behind'), commented('well', 'passes'));
    expect(await process.runner.waitFor('fragile', last, PATIENCE_MS)).toBe(true);
    expect(await process.feed.deadLetters({ consumer: 'projection:fragile' })).toHaveLength(2);
    const count = async (id: string) =>
      (await side.pool.query<Row>('SELECT remark_count FROM gongdan.fragile WHERE id = $1', [id]))
        .rows[0]?.['remark_count'];
    expect([await count('sick'), await count('well')]).toEqual([0, 1]);
    const checked = await process.runner.check('fragile');
    expect(checked).toMatchObject({ differenceCount: 0, unfolded: 2 });
    broken = false;
    expect(await process.feed.replay('projection:fragile', ticketStream('sick'))).toBe(2);
    expect(await count('sick')).toBe(2);
    expect(await process.runner.check('fragile')).toMatchObject({ differenceCount: 0 });
  });
});
