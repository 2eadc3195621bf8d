import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { CarryOverDesk, wall } from './carry-over-desk.js';

const TICKETS = 40;
const NTH = 20;

let house: CarryOverDesk;
let victim: ChildProcess | undefined;
beforeEach(async () => {
  house = await CarryOverDesk.open('2026-05-08 10:00');
}, 60_000);
afterEach(async () => {
  victim?.kill('SIGKILL');
  await house.close();
});

/** Resolves when it is between two tickets; whatever else it says is an error. */
async function startUntilThere(): Promise<ChildProcess> {
  const { engine } = house.desk;
  const started = fork(
    join(import.meta.dirname, 'carry-over-process.ts'),
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

it('a process that is killed between two tickets leaves the rest to others, and nothing is told twice', async () => {
  const ids = await Promise.all(
    Array.from({ length: TICKETS }, () => house.registered('2026-05-08 09:00')),
  );
  await house.desk.caughtUp();
  await house.time.set(wall('2026-05-09 08:30'));
  const killed = await startUntilThere();
  killed.kill('SIGKILL');
  await once(killed, 'exit');

  const told = async () => Promise.all(ids.map(async (id) => (await house.told(id)).length));
  const before = await told();
  expect(before.filter((count) => count === 1).length).toBeGreaterThan(0);
  expect(before.filter((count) => count === 0).length).toBeGreaterThan(0);
  expect(before.every((count) => count <= 1)).toBe(true);

  // PostgreSQL lets go of what the process held once it notices that it is gone.
  while (!(await house.days()).at(-1)?.is_finished) await house.at('2026-05-09 08:31');
  expect(await told()).toEqual(ids.map(() => 1));
  expect((await house.days()).at(-1)).toMatchObject({
    flagged: `${TICKETS} not dispatched, 0 not finished`,
    left_out: 0,
  });
  expect(house.failures).toEqual([]);
}, 120_000);
