import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { plantFault, type PlantedFault } from '@gongdan/core';
import { MaintenanceDesk } from '../maintenance/maintenance-desk.js';

let house: MaintenanceDesk;
beforeEach(async () => {
  house = await MaintenanceDesk.open('2026-03-02 10:00');
}, 60_000);
afterEach(async () => {
  plantFault(undefined);
  await house.close();
});

/** What was ordered a minute before the first visit is due, and when it is. */
async function ordered(): Promise<readonly (readonly string[])[]> {
  const planId = await house.plan();
  await house.at('2026-03-16 23:59');
  const before = await house.told(planId);
  await house.at('2026-03-17 00:00');
  return [before, await house.told(planId)];
}
const RIGHT = [[], ['1 ordered for 2026-03-31']];

const FAULTS: readonly PlantedFault[] = ['maintenance.own-clock'];

describe('planted faults of the ordering of maintenance', () => {
  it('finds nothing without one', async () => {
    expect(await ordered()).toEqual(RIGHT);
  });

  it.each(FAULTS)('%s is caught', async (fault) => {
    plantFault(fault);
    expect(await ordered()).not.toEqual(RIGHT);
  });
});
