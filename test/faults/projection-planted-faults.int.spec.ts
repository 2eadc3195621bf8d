import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { armFaultPoint, plantFault, type PlantedFault } from '@gongdan/core';
import { commented, registered } from '../../libs/projections/testing/desk.js';
import {
  openReadSide,
  PATIENCE_MS,
  type ReadSide,
  type ReadSideProcess,
} from '../../libs/projections/testing/read-side.js';
import { ticketSheet } from '../../libs/projections/testing/ticket-sheet.js';

let side: ReadSide;
let process: ReadSideProcess;
beforeEach(async () => {
  side = await openReadSide('in memory');
  process = side.process();
  await process.runner.add(ticketSheet);
  await process.start();
});
afterEach(async () => {
  plantFault(undefined);
  await side.dispose();
});

const settle = (position: number): Promise<boolean> =>
  process.runner.waitFor('ticket-sheet', position, PATIENCE_MS);

async function followTheLog(): Promise<void> {
  await settle(await side.desk.write(registered('a')));
  await settle(await side.desk.write(commented('a', 'once')));
}

/** The live table goes on after the rebuild has folded its last page and before it swaps. */
async function rebuildWhileEventsCome(): Promise<void> {
  await settle(await side.desk.write(registered('a')));
  let pages = 0;
  const disarm = armFaultPoint('rebuild.after-batch', async () => {
    pages += 1;
    if (pages <= 3) await settle(await side.desk.write(commented('a', `during page ${pages}`)));
  });
  await process.runner.rebuild('ticket-sheet');
  disarm();
}

const SCENES: readonly [PlantedFault, () => Promise<void>][] = [
  ['projection.apply-twice', followTheLog],
  ['rebuild.swap-before-caught-up', rebuildWhileEventsCome],
];

describe('planted faults of the projections', () => {
  it.each(SCENES)('%s: nothing is found without it', async (_, play) => {
    await play();
    expect(await process.runner.check('ticket-sheet')).toMatchObject({ differenceCount: 0 });
  });

  it.each(SCENES)('%s is caught by the check of the table', async (fault, play) => {
    plantFault(fault);
    await play();
    plantFault(undefined);
    expect(await process.runner.check('ticket-sheet')).toMatchObject({
      differences: [{ key: 'a', kind: 'different' }],
    });
  });
});
