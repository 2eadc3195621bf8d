import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { plantFault, type PlantedFault } from '@gongdan/core';
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

/** What is wrong after two workers have carried over, side by side. */
async function wrongThings(): Promise<readonly string[]> {
  await house.at('2026-05-09 08:30', [house.worker(), house.worker()]);
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
