import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { wall } from '../timed-desk/timed-desk.js';
import { CarryOverDesk } from './carry-over-desk.js';

const TICKETS = 40;
const NTH = 20;

let house: CarryOverDesk;
beforeEach(async () => {
  house = await CarryOverDesk.open('2026-05-08 10:00');
}, 60_000);
afterEach(() => house.close());

it('a process that is killed between two tickets leaves the rest to others, and nothing is told twice', async () => {
  const ids = await Promise.all(
    Array.from({ length: TICKETS }, () => house.registered('2026-05-08 09:00')),
  );
  await house.desk.caughtUp();
  await house.time.set(wall('2026-05-09 08:30'));
  await house.killAtPoint(join(import.meta.dirname, 'carry-over-process.ts'), NTH);

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
