import { afterEach, describe, expect, it } from '@jest/globals';
import { FORGOTTEN } from '@gongdan/contracts';
import {
  commented,
  customerOf,
  customerRegistered,
  forgotten,
  prioritised,
  registered,
} from '../testing/desk.js';
import { openReadSide, PATIENCE_MS, type ReadSide } from '../testing/read-side.js';
import { ticketSheet, type TicketSheetRow } from '../testing/ticket-sheet.js';

let side: ReadSide | undefined;
afterEach(() => side?.dispose());

const CUSTOMER = customerOf('1');
/** Tickets of the customer to be forgotten, and one of another. */
const [FIRST, SECOND, OTHER] = ['a1', 'b1', 'c2'];

async function allRows(of: ReadSide): Promise<readonly TicketSheetRow[]> {
  const { rows } = await of.pool.query<TicketSheetRow>(
    'SELECT * FROM gongdan.ticket_sheet ORDER BY id',
  );
  return rows;
}

async function openDesk(cachedRowsMax?: number) {
  side = await openReadSide('in memory');
  const process = side.process(cachedRowsMax === undefined ? {} : { cachedRowsMax });
  await process.runner.add(ticketSheet);
  await process.start();
  const shown = (position: number) => process.runner.waitFor('ticket-sheet', position, PATIENCE_MS);
  return { side, process, shown };
}

describe('a forgotten customer', () => {
  it.each([
    ['in batches of their own', false],
    ['in one batch', true],
  ])('is emptied from the rows, as a rebuild without the key has them: %s', async (_, together) => {
    const { side, process, shown } = await openDesk();
    const { desk, vault } = side;
    const steps = [
      customerRegistered(CUSTOMER),
      registered(FIRST),
      registered(SECOND),
      registered(OTHER),
      commented(FIRST, 'My dog bites'),
      commented(OTHER, 'Ring twice'),
      forgotten(CUSTOMER),
      prioritised(FIRST, 'urgent'),
    ];
    if (together) await process.feed.stop();
    for (const step of steps) {
      const position = await desk.write(step);
      if (!together) await shown(position);
    }
    if (together) await process.feed.start();
    await shown(await side.store.lastPosition());

    const rows = await allRows(side);
    expect(rows).toMatchObject([
      { id: FIRST, contact_name: null, last_remark: FORGOTTEN, details: null, urgent: true },
      { id: SECOND, contact_name: null, last_remark: FORGOTTEN, details: null },
      { id: OTHER, contact_name: 'Contact of c2', last_remark: 'Ring twice' },
    ]);
    expect(rows[0]).toMatchObject({ title: 'Ticket a1', remark_count: 1 });

    await vault.destroy(CUSTOMER);
    expect(await process.runner.check('ticket-sheet')).toMatchObject({ differenceCount: 0 });
    await process.runner.rebuild('ticket-sheet');
    expect(await allRows(side)).toEqual(rows);
  });

  it('is emptied in a rebuild also from rows that were written out of memory before', async () => {
    const { side, process, shown } = await openDesk(10);
    const { desk, vault } = side;
    await desk.write(registered(FIRST));
    await desk.write(commented(FIRST, 'My dog bites'));
    await desk.work({ tickets: 100, events: 6_000 }); // more than one page, more rows than fit
    await desk.write(forgotten(CUSTOMER));
    await desk.write(prioritised(FIRST, 'urgent'));
    await desk.write(forgotten(customerOf('2')));
    await shown(await desk.work({ tickets: 20, events: 300, seed: 2 }));
    const rows = await allRows(side);
    expect(rows.find(({ id }) => id === FIRST)?.last_remark).toBe(FORGOTTEN);
    await vault.destroy(CUSTOMER);
    await process.runner.rebuild('ticket-sheet');
    expect(await allRows(side)).toEqual(rows);
    expect(await process.runner.check('ticket-sheet')).toMatchObject({ differenceCount: 0 });
  });
});
