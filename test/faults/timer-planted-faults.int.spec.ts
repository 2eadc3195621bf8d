import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { plantFault, type PlantedFault } from '@gongdan/core';
import { eventually } from '../setup/eventually.js';
import { FIRED_ONCE, holdAt, HOUR_MS, OPEN, TimerScene } from '../sla/timer-scene.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;

let scene: TimerScene;
beforeEach(async () => {
  scene = await TimerScene.open();
});
afterEach(async () => {
  jest.restoreAllMocks();
  plantFault(undefined);
  await scene.close();
});

/** The worker’s clock is a day ahead, then a day behind. */
async function clockThatJumps(): Promise<readonly string[]> {
  const early = await scene.tickets(1, 10 * MINUTE_MS);
  const late = await scene.tickets(1, 2 * HOUR_MS);
  const worker = scene.worker();
  const now = Date.now;
  for (const shiftMs of [-DAY_MS, DAY_MS]) {
    jest.spyOn(Date, 'now').mockImplementation(() => now() + shiftMs);
    await worker.tick();
    if (shiftMs > 0) break;
    const missing = await scene.otherThan(FIRED_ONCE, late);
    if (missing.length > 0) return [`not fired: ${missing.join()}`];
  }
  return (await scene.otherThan(OPEN, early)).map((told) => `too early: ${told}`);
}

/** While a warning is fired the clock’s next timer is set. */
async function setWhileFiring(): Promise<readonly string[]> {
  await scene.tickets(1, 40 * MINUTE_MS);
  const held = holdAt('timer.after-event-before-removal');
  const tick = scene.worker().tick();
  await held.reached;
  let isSet = false;
  const setting = scene.setTimers().then(() => (isSet = true));
  await eventually('it is set, or waits for the worker', async () => {
    const { rows } = await scene.pool.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return isSet || rows.length > 0;
  });
  held.release();
  await Promise.all([tick, setting]);
  return (await scene.timers()).waiting === 1 ? [] : ['the breach has no timer'];
}

const SCENES: readonly [PlantedFault, () => Promise<readonly string[]>, RegExp][] = [
  ['timer.own-clock', clockThatJumps, /not fired|too early/],
  ['timer.without-lock', setWhileFiring, /no timer/],
];

describe('planted faults of the timers', () => {
  it.each(SCENES)('%s is caught, and without it nothing is found', async (fault, play, finding) => {
    expect(await play()).toEqual([]);
    await scene.close();
    scene = await TimerScene.open();
    jest.restoreAllMocks();
    plantFault(fault);
    expect((await play()).join('\n')).toMatch(finding);
  });
});
