import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { armFaultPoint, type FaultPoint } from '@gongdan/core';
import {
  openReadSide,
  PATIENCE_MS,
  type ReadSide,
  type ReadSideProcess,
} from '../../libs/projections/testing/read-side.js';
import { ticketSheet } from '../../libs/projections/testing/ticket-sheet.js';
import { gate } from '../../libs/event-feed/testing/gate.js';

let side: ReadSide;
let process: ReadSideProcess;
let disarm: () => void = () => undefined;
beforeEach(async () => {
  side = await openReadSide('in memory');
  process = side.process({ cachedRowsMax: 30 });
  await process.runner.add(ticketSheet);
  await process.start();
  await settle(await side.desk.work({ tickets: 100, events: 2_000 }));
});
afterEach(async () => {
  disarm();
  await side.dispose();
});

const settle = (position: number): Promise<boolean> =>
  process.runner.waitFor('ticket-sheet', position, PATIENCE_MS);

const POINTS = ['rebuild.after-batch', 'rebuild.before-swap', 'rebuild.after-swap'] as const;

/** Strikes at the first passing of the point, and never again. */
function armOnce(point: FaultPoint, strike: () => unknown): { readonly hit: Promise<void> } {
  const hit = gate();
  let struck = false;
  disarm = armFaultPoint(point, async () => {
    if (struck) return;
    struck = true;
    hit.open();
    await strike();
  });
  return { hit: hit.opened };
}

/** The connection that rebuilds ends, as it does when its process is killed. */
const killConnection = async (): Promise<void> => {
  await side.pool.query(
    `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND d.datname = current_database()`,
  );
};

/** The live table follows the log and can be rebuilt, and nothing is left beside it. */
async function expectSound(): Promise<void> {
  const seed = (await side.store.lastPosition()) % 1_000;
  await settle(await side.desk.work({ tickets: 10, events: 50, seed: seed + 2 }));
  expect(await process.runner.check('ticket-sheet')).toMatchObject({ differenceCount: 0 });
  await process.runner.rebuild('ticket-sheet');
  await settle(await side.desk.work({ tickets: 10, events: 50, seed: seed + 3 }));
  expect(await process.runner.check('ticket-sheet')).toMatchObject({ differenceCount: 0 });
  const { rows } = await side.pool.query(
    `SELECT relname FROM pg_class WHERE relname LIKE 'ticket_sheet%__next%'`,
  );
  expect(rows).toEqual([]);
  expect((await process.runner.status())[0]).not.toHaveProperty('rebuild');
}

describe('a rebuild that is hit at its worst moments', () => {
  it.each(POINTS)('leaves a sound table when it throws: %s', async (point) => {
    armOnce(point, () => {
      throw new Error(`planted at ${point}`);
    });
    await expect(process.runner.rebuild('ticket-sheet')).rejects.toThrow('planted');
    await expectSound();
  });

  it.each(POINTS)('leaves a sound table when its connection is lost: %s', async (point) => {
    armOnce(point, killConnection);
    const outcome = await process.runner.rebuild('ticket-sheet').catch(() => 'failed');
    if (point !== 'rebuild.after-swap') expect(outcome).toBe('failed');
    await expectSound();
  });

  it.each(POINTS)('keeps nobody from working while it stalls: %s', async (point) => {
    const goOn = gate();
    const { hit } = armOnce(point, () => goOn.opened);
    const rebuilding = process.runner.rebuild('ticket-sheet');
    await hit;
    const last = await side.desk.work({ tickets: 10, events: 50, seed: 9 });
    // In the swap itself the consumer has to wait; before and after it must not.
    if (point !== 'rebuild.before-swap') expect(await settle(last)).toBe(true);
    goOn.open();
    await rebuilding;
    expect(await settle(last)).toBe(true);
    await expectSound();
  });
});
