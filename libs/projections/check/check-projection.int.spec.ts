import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/setup/eventually.js';
import { commented, registered } from '../testing/desk.js';
import {
  openReadSide,
  PATIENCE_MS,
  type ReadSide,
  type ReadSideProcess,
} from '../testing/read-side.js';
import { forgetfulSheet, ticketSheet } from '../testing/ticket-sheet.js';
import { DIFFERENCES_LISTED_MAX } from './check-projection.js';

let side: ReadSide;
let process: ReadSideProcess;
beforeAll(async () => {
  side = await openReadSide('in memory');
  process = side.process({ cachedRowsMax: 50 });
  await process.runner.add(ticketSheet);
  await process.start();
  const last = await side.desk.work({ tickets: 300, events: 3_000 });
  await process.runner.waitFor('ticket-sheet', last, PATIENCE_MS);
});
afterAll(() => side.dispose());

const check = () => process.runner.check('ticket-sheet');

describe('checking a projection', () => {
  it('finds nothing where nothing is wrong, also while events come in', async () => {
    const writing = (async () => {
      for (let n = 0; n < 100; n++) await side.desk.write(registered(`meanwhile-${n}`));
    })();
    for (let n = 0; n < 5; n++) {
      expect(await check()).toMatchObject({ differenceCount: 0, differences: [] });
    }
    await writing;
  });

  it('names rows that are missing, too many or different, and the columns', async () => {
    const { pool } = side;
    const { rows } = await pool.query<{ id: string }>(
      'SELECT id FROM gongdan.ticket_sheet ORDER BY id LIMIT 2',
    );
    const [changed, removed] = rows.map(({ id }) => id);
    await pool.query(
      `UPDATE gongdan.ticket_sheet SET title = 'tampered', details = '{"a":1}' WHERE id = $1`,
      [changed],
    );
    await pool.query('DELETE FROM gongdan.ticket_sheet WHERE id = $1', [removed]);
    await pool.query(`INSERT INTO gongdan.ticket_sheet
      VALUES ('zzz', 'c', 't', NULL, '', 0, 0, false, '{}', NULL, now(), NULL)`);
    expect(await check()).toMatchObject({
      differenceCount: 3,
      differences: [
        { key: changed, kind: 'different', columns: ['title', 'details'] },
        { key: removed, kind: 'missing', columns: [] },
        { key: 'zzz', kind: 'surplus', columns: [] },
      ],
    });
  });

  it('lists so many and counts all', async () => {
    await side.pool.query('UPDATE gongdan.ticket_sheet SET remark_count = -1');
    const { differences, differenceCount } = await check();
    expect(differences).toHaveLength(DIFFERENCES_LISTED_MAX);
    expect(differenceCount).toBeGreaterThan(DIFFERENCES_LISTED_MAX);
    await process.runner.rebuild('ticket-sheet');
    expect(await check()).toMatchObject({ differenceCount: 0 });
  });

  it('names the row and the event where the database refuses what is folded', async () => {
    await process.runner.add(forgetfulSheet);
    await side.desk.write(registered('sick'));
    const position = await side.desk.write(commented('sick', 'no title'));
    await process.runner.waitFor('forgetful-sheet', position, PATIENCE_MS);
    await expect(process.runner.check('forgetful-sheet')).rejects.toMatchObject({
      code: 'PROJECTION.ROW_REFUSED',
      message: expect.stringContaining(
        `'sick' of 'forgetful-sheet', as TicketCommented at position ${position} (version 2 of `,
      ) as unknown,
    });
    const [letter] = await process.feed.deadLetters({ consumer: 'projection:forgetful-sheet' });
    expect(letter).toMatchObject({
      position,
      reason: expect.stringContaining('null value in column "title"') as unknown,
    });
  });

  it('leaves nothing behind in the database', async () => {
    await check();
    const left = async () =>
      (await side.pool.query(`SELECT FROM pg_class WHERE relname = 'projection_check'`)).rowCount;
    // The server removes temporary tables a moment after their connection has ended.
    await eventually('the table is gone', async () => (await left()) === 0);
  });
});
