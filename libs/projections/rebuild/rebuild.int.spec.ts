import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { armFaultPoint } from '@gongdan/core';
import { eventually } from '../../../test/setup/eventually.js';
import type { Projection } from '../projection.js';
import { commented, registered, ticketStream } from '../testing/desk.js';
import {
  openReadSide,
  PATIENCE_MS,
  type ReadSide,
  type ReadSideProcess,
} from '../testing/read-side.js';
import { forgetfulSheet, ticketSheet, type TicketSheetRow } from '../testing/ticket-sheet.js';
import type { RebuildProgress } from './rebuild-progress.js';

let side: ReadSide;
const disarm: (() => void)[] = [];
beforeEach(async () => {
  side = await openReadSide('in memory');
});
afterEach(async () => {
  for (const undo of disarm.splice(0)) undo();
  await side.dispose();
});

/** The same columns, another fold. */
const louder: Projection<TicketSheetRow> = {
  ...ticketSheet,
  version: 2,
  apply: (row, event) => {
    const next = ticketSheet.apply(row, event);
    return next && next !== row ? { ...next, title: next.title.toUpperCase() } : next;
  },
};

/** Another column. */
const wider = {
  ...ticketSheet,
  version: 2,
  columns: { ...ticketSheet.columns, flavour: { type: 'text' } },
  apply: (row: TicketSheetRow | undefined, event: Parameters<typeof ticketSheet.apply>[1]) => {
    const next = ticketSheet.apply(row, event);
    return next && { ...next, flavour: 'salty' };
  },
} as unknown as Projection;

async function running(projection: Projection, cachedRowsMax?: number): Promise<ReadSideProcess> {
  const process = side.process(cachedRowsMax === undefined ? {} : { cachedRowsMax });
  await process.runner.add(projection);
  await process.start();
  return process;
}

const sheet: Projection = ticketSheet;
const rows = async (): Promise<readonly TicketSheetRow[]> =>
  (await side.pool.query<TicketSheetRow>('SELECT * FROM gongdan.ticket_sheet ORDER BY id')).rows;

const relations = async (table = 'ticket_sheet'): Promise<readonly string[]> =>
  (
    await side.pool.query<{ relname: string }>(
      `SELECT relname FROM pg_class WHERE relname LIKE $1 ORDER BY relname`,
      [`${table}%`],
    )
  ).rows.map(({ relname }) => relname);

/** A promise that a fault point waits at. */
function stopAt(point: Parameters<typeof armFaultPoint>[0]) {
  let goOn = (): void => undefined;
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const opened = new Promise<void>((resolve) => (goOn = resolve));
  disarm.push(
    armFaultPoint(point, async () => {
      arrive();
      await opened;
    }),
  );
  return { arrived, goOn: () => goOn() };
}

describe('a rebuild', () => {
  it('gives the same rows with any size of memory, and leaves names as they were', async () => {
    const process = await running(sheet, 25);
    const last = await side.desk.work({ tickets: 300, events: 12_000 });
    await process.runner.waitFor('ticket-sheet', last, PATIENCE_MS);
    const [before, names] = [await rows(), await relations()];
    const narrow = await process.runner.rebuild('ticket-sheet');
    expect(narrow).toMatchObject({ position: last, events: last, unfolded: 0, version: 1 });
    expect(await rows()).toEqual(before);
    const roomy = side.process();
    await roomy.runner.add(sheet);
    await roomy.runner.rebuild('ticket-sheet');
    expect(await rows()).toEqual(before);
    expect(await relations()).toEqual(names);
  });

  it.each([
    ['in one go', {}],
    ['with little memory', { cachedRowsMax: 25 }],
  ])('names the row and the event where the database refuses it, %s', async (_, options) => {
    const process = side.process(options);
    await process.runner.add(forgetfulSheet);
    await side.desk.work({ tickets: 60, events: 200, seed: 1 });
    await side.desk.write(registered('sick'));
    const position = await side.desk.write(commented('sick', 'no title'));
    await side.desk.work({ tickets: 60, events: 200, seed: 2 });
    const words = `row 'sick' of 'forgetful-sheet', as TicketCommented at position ${position} (version 2 of ticket-sick) left it: null value in column "title"`;
    const failure = await process.runner.rebuild('forgetful-sheet').catch((e: unknown) => e);
    expect(failure).toMatchObject({
      code: 'PROJECTION.ROW_REFUSED',
      message: expect.stringContaining(words) as unknown,
      hint: expect.stringContaining('The live table is as it was.') as unknown,
    });
    const [status] = await process.runner.status();
    expect(status?.rebuild?.error).toContain(words);
    expect(await relations('forgetful_sheet')).not.toContain('forgetful_sheet__next');
  });

  it('says of which projection an index is that the database refuses', async () => {
    const process = side.process();
    // Longer than an index entry may be, also compressed.
    const title = Array.from({ length: 10_000 }, (_, n) => (n * n * 7_919).toString(36)).join('');
    const apply: typeof sheet.apply = (row, event) => {
      const next = sheet.apply(row, event);
      return next && { ...next, title };
    };
    await process.runner.add({ ...sheet, indexes: ['(title)'], apply });
    await side.desk.write(registered('long'));
    await expect(process.runner.rebuild('ticket-sheet')).rejects.toMatchObject({
      code: 'PROJECTION.ROWS_REFUSED',
      message: expect.stringMatching(/rows of 'ticket-sheet': index row/) as unknown,
    });
  });

  it('brings back a table that is gone', async () => {
    const process = await running(sheet);
    const last = await side.desk.write(registered('a'), registered('b'));
    await process.runner.waitFor('ticket-sheet', last, PATIENCE_MS);
    const [before, names] = [await rows(), await relations()];
    expect(before).toHaveLength(2);
    await side.pool.query('DROP TABLE gongdan.ticket_sheet');
    await process.runner.rebuild('ticket-sheet');
    expect(await rows()).toEqual(before);
    expect(await relations()).toEqual(names);
  });

  it('takes in what is written meanwhile, and the consumer goes on behind it', async () => {
    const process = await running(sheet);
    await side.desk.work({ tickets: 50, events: 3_000 });
    const done = new AbortController();
    const writer = (async () => {
      for (let seed = 2; !done.signal.aborted; seed++) {
        await side.desk.work({ tickets: 5, events: 20, seed });
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    })();
    for (let n = 0; n < 3; n++) await process.runner.rebuild('ticket-sheet');
    done.abort();
    await writer;
    const last = await side.store.lastPosition();
    expect(await process.runner.waitFor('ticket-sheet', last, PATIENCE_MS)).toBe(true);
    expect(await process.runner.check('ticket-sheet')).toMatchObject({
      position: last,
      differenceCount: 0,
    });
  });

  it('happens by itself after a change of the fold; the old table serves and goes on', async () => {
    const first = await running(sheet);
    const last = await side.desk.work({ tickets: 10, events: 100 });
    await first.runner.waitFor('ticket-sheet', last, PATIENCE_MS);
    await first.stop();

    const gate = stopAt('rebuild.before-swap');
    const second = await running(louder);
    await gate.arrived;
    const [line] = await second.runner.status();
    expect(line).toMatchObject({
      state: 'outdated',
      version: 2,
      liveVersion: 1,
      rebuild: { phase: 'swapping', version: 2, total: last },
    });
    gate.goOn();
    const newer = await side.desk.write(registered('new'));
    expect(await second.runner.waitFor('ticket-sheet', newer, PATIENCE_MS)).toBe(true);
    await untilLive(second);
    expect((await rows()).map(({ title }) => title)).toContain('TICKET NEW');
    expect(await second.runner.check('ticket-sheet')).toMatchObject({ differenceCount: 0 });
    expect(second.notices.map(({ kind }) => kind)).toEqual(['rebuild-started', 'rebuilt']);
  });

  it('is waited for where the old table lacks a column, with an answer that says so', async () => {
    const first = await running(sheet);
    const last = await side.desk.work({ tickets: 10, events: 100 });
    await first.runner.waitFor('ticket-sheet', last, PATIENCE_MS);
    await first.stop();
    const gate = stopAt('rebuild.after-batch');
    const second = await running(wider);
    await gate.arrived;
    await expect(
      second.runner.readAt('ticket-sheet', () => Promise.resolve()),
    ).rejects.toMatchObject({ code: 'PROJECTION.REBUILDING', category: 'transient' });
    gate.goOn();
    await untilLive(second);
    const newer = await side.desk.write(registered('new'));
    expect(await second.runner.waitFor('ticket-sheet', newer, PATIENCE_MS)).toBe(true);
    const found = await second.runner.readAt('ticket-sheet', async (client) =>
      client.query('SELECT DISTINCT flavour FROM gongdan.ticket_sheet'),
    );
    expect(found).toMatchObject({ position: newer, value: { rows: [{ flavour: 'salty' }] } });
    expect(await second.runner.check('ticket-sheet')).toMatchObject({ differenceCount: 0 });
  });

  it('makes a process with older code stop, instead of folding into the new table', async () => {
    const old = await running(sheet);
    await old.runner.waitFor('ticket-sheet', await side.desk.write(registered('a')), PATIENCE_MS);
    const young = await running(wider);
    await untilLive(young);
    const last = await side.desk.write(registered('b'), commented('a', 'after the swap'));
    expect(await young.runner.waitFor('ticket-sheet', last, PATIENCE_MS)).toBe(true);
    expect(await young.runner.check('ticket-sheet')).toMatchObject({ differenceCount: 0 });
    expect((await young.runner.status())[0]).toMatchObject({ deadLetters: 0, state: 'live' });
  });

  it('stops older code also where the new table lacks a column of it', async () => {
    const old = await running(wider);
    await old.runner.waitFor('ticket-sheet', await side.desk.write(registered('a')), PATIENCE_MS);
    const young = await running({ ...ticketSheet, version: 3 });
    await untilLive(young);
    const last = await side.desk.write(registered('b'), commented('a', 'after the swap'));
    expect(await young.runner.waitFor('ticket-sheet', last, PATIENCE_MS)).toBe(true);
    expect(await young.runner.check('ticket-sheet')).toMatchObject({ differenceCount: 0 });
    expect(await young.feed.deadLetters()).toEqual([]);
  });

  it('is done by one of several processes with the new code; the others go on with it', async () => {
    const first = await running(sheet);
    const last = await side.desk.work({ tickets: 10, events: 100 });
    await first.runner.waitFor('ticket-sheet', last, PATIENCE_MS);
    await first.stop();
    const gate = stopAt('rebuild.before-swap');
    const several = await Promise.all([running(wider), running(wider), running(wider)]);
    await gate.arrived;
    gate.goOn();
    for (const process of several) {
      await eventually('it can be read in every process', () =>
        process.runner.readPosition('ticket-sheet').then(
          () => true,
          () => false,
        ),
      );
    }
    const kinds = several.flatMap(({ notices }) => notices.map(({ kind }) => kind));
    expect(kinds.filter((kind) => kind === 'rebuilt')).toHaveLength(1);
    const newer = await side.desk.write(registered('new'));
    for (const { runner } of several) {
      expect(await runner.waitFor('ticket-sheet', newer, PATIENCE_MS)).toBe(true);
    }
    expect(await several[0]?.runner.check('ticket-sheet')).toMatchObject({ differenceCount: 0 });
  });

  it('is not done again where another process was faster: it ended before the lock was free', async () => {
    const process = await running(sheet);
    const last = await side.desk.work({ tickets: 10, events: 100 });
    await process.runner.waitFor('ticket-sheet', last, PATIENCE_MS);
    const before = await rows();
    const late = process.runner.rebuild('ticket-sheet', { replaces: sheet.version - 1 });
    await expect(late).rejects.toMatchObject({ code: 'PROJECTION.REBUILD_RUNNING' });
    const { rowCount } = await side.pool.query('SELECT FROM gongdan.projection_rebuild');
    expect([rowCount, await rows()]).toEqual([0, before]);
    const due = await process.runner.rebuild('ticket-sheet', { replaces: sheet.version });
    expect(due).toMatchObject({ position: last });
  });

  it('gives up when the live table is never free, and leaves it alone', async () => {
    const process = await running(sheet);
    await process.runner.waitFor(
      'ticket-sheet',
      await side.desk.write(registered('a')),
      PATIENCE_MS,
    );
    const reader = await side.pool.connect();
    await reader.query('BEGIN; SELECT * FROM gongdan.ticket_sheet');
    const rebuilding = process.runner.rebuild('ticket-sheet', { swapTriesMax: 1 });
    await expect(rebuilding).rejects.toMatchObject({
      code: 'PROJECTION.SWAP_BLOCKED',
      category: 'transient',
    });
    await reader.query('COMMIT');
    reader.release();
    expect(await process.runner.check('ticket-sheet')).toMatchObject({ differenceCount: 0 });
  });

  it('is refused while another one runs, here or in another process', async () => {
    const process = await running(sheet);
    await side.desk.write(registered('a'));
    const gate = stopAt('rebuild.after-batch');
    const first = process.runner.rebuild('ticket-sheet');
    await gate.arrived;
    const other = side.process();
    await other.runner.add(sheet);
    for (const { runner } of [process, other]) {
      const busy = { code: 'PROJECTION.REBUILD_RUNNING', category: 'conflict' };
      await expect(runner.rebuild('ticket-sheet')).rejects.toMatchObject(busy);
      await expect(runner.check('ticket-sheet')).rejects.toMatchObject(busy);
    }
    gate.goOn();
    await first;
    await other.runner.rebuild('ticket-sheet');
  });

  it('tells how far it is, and stops when asked, leaving the live table alone', async () => {
    const process = await running(sheet);
    const last = await side.desk.work({ tickets: 10, events: 12_000 });
    await process.runner.waitFor('ticket-sheet', last, PATIENCE_MS);
    const seen: RebuildProgress[] = [];
    const onProgress = (progress: RebuildProgress) => void seen.push(progress);
    await process.runner.rebuild('ticket-sheet', { onProgress });
    expect([...new Set(seen.map(({ phase }) => phase))]).toEqual([
      'folding',
      'indexing',
      'swapping',
    ]);
    expect(seen.at(-1)).toMatchObject({ position: last, total: last, etaMs: 0 });
    expect(seen.at(-1)?.eventsPerSecond).toBeGreaterThan(0);

    const [before, names] = [await rows(), await relations()];
    const abort = new AbortController();
    disarm.push(armFaultPoint('rebuild.after-batch', () => abort.abort()));
    await expect(
      process.runner.rebuild('ticket-sheet', { signal: abort.signal }),
    ).rejects.toMatchObject({ code: 'PROJECTION.REBUILD_STOPPED' });
    expect(await rows()).toEqual(before);
    expect(await relations()).toEqual(names);
    expect((await process.runner.status())[0]?.rebuild).toMatchObject({ phase: 'failed' });
  });

  it('waits for long readers of the live table, without keeping others out for long', async () => {
    const process = await running(sheet);
    await process.runner.waitFor(
      'ticket-sheet',
      await side.desk.write(registered('a')),
      PATIENCE_MS,
    );
    const reader = await side.pool.connect();
    await reader.query('BEGIN; SELECT * FROM gongdan.ticket_sheet');
    const rebuilding = process.runner.rebuild('ticket-sheet');
    const swapWaits = async (): Promise<boolean> => {
      const { rowCount } = await side.pool.query(
        `SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
          WHERE NOT l.granted AND l.mode = 'AccessExclusiveLock' AND d.datname = current_database()`,
      );
      return rowCount === 1;
    };
    await eventually('the swap waits for the reader', swapWaits);
    await eventually('the swap gives up for now', async () => !(await swapWaits()));
    expect(await rows()).toHaveLength(1);
    const newer = await side.desk.write(registered('b'));
    expect(await process.runner.waitFor('ticket-sheet', newer, PATIENCE_MS)).toBe(true);
    await reader.query('COMMIT');
    reader.release();
    expect((await rebuilding).position).toBeGreaterThanOrEqual(newer);
    expect(await process.runner.check('ticket-sheet')).toMatchObject({ differenceCount: 0 });
  });

  it('heals parked streams, and parks what it cannot fold itself', async () => {
    let poison = 'first';
    const fragile = {
      ...ticketSheet,
      apply: (row: TicketSheetRow | undefined, event: Parameters<typeof ticketSheet.apply>[1]) => {
        if (event.data['text'] === poison) throw new TypeError(`cannot fold ${poison}`);
        return ticketSheet.apply(row, event);
      },
    } as unknown as Projection;
    const process = await running(fragile);
    await side.desk.write(registered('a'), registered('b'));
    await side.desk.write(commented('a', 'first'), commented('b', 'second'));
    const last = await side.desk.write(commented('a', 'x'), commented('b', 'y'));
    await process.runner.waitFor('ticket-sheet', last, PATIENCE_MS);
    const letters = async () =>
      (await process.feed.deadLetters()).map(({ stream, position }) => [stream, position]);
    expect(await letters()).toEqual([
      [ticketStream('a'), last - 3],
      [ticketStream('a'), last - 1],
    ]);
    poison = 'second';
    expect(await process.runner.rebuild('ticket-sheet')).toMatchObject({ unfolded: 2 });
    expect(await letters()).toEqual([
      [ticketStream('b'), last - 2],
      [ticketStream('b'), last],
    ]);
    expect((await rows()).map(({ remark_count }) => remark_count)).toEqual([2, 0]);
    const next = await side.desk.write(commented('a', 'on'), commented('b', 'behind'));
    await process.runner.waitFor('ticket-sheet', next, PATIENCE_MS);
    expect(await letters()).toHaveLength(3);
    poison = '';
    await process.runner.rebuild('ticket-sheet');
    expect(await letters()).toEqual([]);
    expect((await rows()).map(({ remark_count }) => remark_count)).toEqual([3, 3]);
  });

  it('refuses changed columns under the same version', async () => {
    await running(sheet);
    const changed = { ...wider, version: 1 };
    await expect(side.process().runner.add(changed)).rejects.toMatchObject({
      code: 'PROJECTION.VERSION_NOT_RAISED',
    });
  });
});

const untilLive = ({ notices }: ReadSideProcess): Promise<void> =>
  eventually('this version is live', async () => notices.some(({ kind }) => kind === 'rebuilt'));
