import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { armFaultPoint, plantFault, type PlantedFault } from '@gongdan/core';
import { gate } from '../../libs/event-feed/testing/gate.js';
import { CarryOverDesk } from '../carry-over/carry-over-desk.js';

const TICKETS = 30;

let house: CarryOverDesk;
let ids: readonly string[];
beforeEach(async () => {
  house = await CarryOverDesk.open('2026-05-08 10:00');
  ids = await Promise.all(
    Array.from({ length: TICKETS }, () => house.registered('2026-05-08 09:00')),
  );
}, 60_000);
afterEach(async () => {
  plantFault(undefined);
  await house.close();
});

/** One worker has flagged a page, and before it writes that down another one comes. */
async function carryOverTogether(): Promise<void> {
  const [flagged, mayWrite] = [gate(), gate()];
  let pages = 0;
  const disarm = armFaultPoint('carry-over.after-events-before-note', () => {
    pages += 1;
    if (pages > 1) return Promise.resolve();
    flagged.open();
    return mayWrite.opened;
  });
  const first = house.at('2026-05-09 08:30', [house.worker()]);
  await Promise.race([flagged.opened, first]);
  await house.worker().tick();
  mayWrite.open();
  await first;
  disarm();
}

/** What is wrong after two workers have carried over. */
async function wrongThings(): Promise<readonly string[]> {
  await carryOverTogether();
  await house.at('2026-05-09 08:31');
  const told = new Set((await Promise.all(ids.map((id) => house.told(id)))).map(String));
  const days = (await house.days()).map(({ day, flagged }) => `${day}: ${flagged}`);
  return [
    ...(told.size === 1 && told.has('2026-05-09 not-dispatched')
      ? []
      : [`told ${[...told].join()}`]),
    ...(days.join() === `2026-05-09: ${TICKETS} not dispatched, 0 not finished` ? [] : days),
  ];
}

const FAULTS: readonly [PlantedFault, RegExp][] = [
  ['carry-over.own-clock', /told/],
  ['carry-over.without-lock', /2026-05-09: 60 not dispatched/],
];

describe('planted faults of the carry-over', () => {
  it('finds nothing without one', async () => {
    expect(await wrongThings()).toEqual([]);
  });

  it.each(FAULTS)('%s is caught', async (fault, finding) => {
    plantFault(fault);
    expect((await wrongThings()).join('\n')).toMatch(finding);
  });
});
