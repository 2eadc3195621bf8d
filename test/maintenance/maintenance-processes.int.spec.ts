import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { wall } from '../timed-desk/timed-desk.js';
import { MaintenanceDesk } from './maintenance-desk.js';

const PLANS = 8;
const NTH = 3;

let house: MaintenanceDesk;
beforeEach(async () => {
  house = await MaintenanceDesk.open('2026-03-02 10:00');
}, 60_000);
afterEach(() => house.close());

it('a process that is killed between two plans leaves the rest to others, and nothing is ordered twice', async () => {
  const plans: string[] = [];
  for (let count = 0; count < PLANS; count++) plans.push(await house.plan());
  await house.desk.caughtUp();
  await house.time.set(wall('2026-03-17 00:00'));
  await house.killAtPoint(join(import.meta.dirname, 'maintenance-process.ts'), NTH);

  const told = async () =>
    Promise.all(plans.map(async (planId) => (await house.told(planId)).length));
  expect((await told()).filter((count) => count === 1)).toHaveLength(NTH);
  await house.at('2026-03-17 00:01');
  expect(await told()).toEqual(plans.map(() => 1));
  const tickets = await house.desk.get('clerk', '/tickets/count?channel=maintenance');
  expect(tickets).toMatchObject({ count: PLANS });
  expect(house.failures).toEqual([]);
}, 120_000);
