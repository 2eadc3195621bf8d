import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { MaintenanceDesk, wall } from './maintenance-desk.js';

const PLANS = 8;
const NTH = 3;

let house: MaintenanceDesk;
let victim: ChildProcess | undefined;
beforeEach(async () => {
  house = await MaintenanceDesk.open('2026-03-02 10:00');
}, 60_000);
afterEach(async () => {
  victim?.kill('SIGKILL');
  await house.close();
});

/** Resolves when it has done so many plans; whatever else it says is an error. */
async function startUntilThere(): Promise<ChildProcess> {
  const { engine } = house.desk;
  const started = fork(
    join(import.meta.dirname, 'maintenance-process.ts'),
    [String(engine.pool.options.connectionString), engine.dataFolder, String(NTH)],
    { execArgv: ['--import', join(import.meta.dirname, '../setup/typescript-hooks.mjs')] },
  );
  victim = started;
  const [word] = (await Promise.race([
    once(started, 'message'),
    once(started, 'exit').then(() => ['it ended']),
  ])) as [string];
  expect(word).toBe('there');
  return started;
}

it('a process that is killed between two plans leaves the rest to others, and nothing is ordered twice', async () => {
  const plans: string[] = [];
  for (let count = 0; count < PLANS; count++) plans.push(await house.plan());
  await house.desk.caughtUp();
  await house.time.set(wall('2026-03-17 00:00'));
  const killed = await startUntilThere();
  killed.kill('SIGKILL');
  await once(killed, 'exit');

  const told = async () =>
    Promise.all(plans.map(async (planId) => (await house.told(planId)).length));
  expect((await told()).filter((count) => count === 1)).toHaveLength(NTH);
  await house.at('2026-03-17 00:01');
  expect(await told()).toEqual(plans.map(() => 1));
  const tickets = await house.desk.get('clerk', '/tickets/count?channel=maintenance');
  expect(tickets).toMatchObject({ count: PLANS });
  expect(house.failures).toEqual([]);
}, 120_000);
