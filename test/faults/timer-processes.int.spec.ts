import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TIMERS_AT_ONCE_MAX } from '../../libs/sla/timers/timer-worker.js';
import { eventually } from '../setup/eventually.js';
import { FIRED_ONCE, HOUR_MS, OPEN, TimerScene } from '../sla/timer-scene.js';
import { TimerProcess, type TimerProcessOptions } from './timer-process.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;
const LATE_MS = 2 * HOUR_MS;

let scene: TimerScene;
let processes: TimerProcess[];
beforeEach(async () => {
  scene = await TimerScene.open();
  processes = [];
});
afterEach(async () => {
  await Promise.all(processes.map((process) => process.end()));
  await scene.close();
});

async function start(options?: TimerProcessOptions): Promise<TimerProcess> {
  const process = await TimerProcess.start(scene.url, options);
  processes.push(process);
  return process;
}

const fired = (what: string) =>
  eventually(what, async () => {
    await scene.setTimers();
    return (await scene.timers()).due === 0;
  });

async function expectFiredOnce(ids: readonly string[]): Promise<void> {
  await scene.setTimers();
  expect(await scene.otherThan(FIRED_ONCE, ids)).toEqual([]);
}

describe('processes that fire timers', () => {
  it('fire each once, two of them side by side', async () => {
    const ids = await scene.tickets(300, LATE_MS);
    await Promise.all([start(), start()]);
    await fired('all are fired');
    await expectFiredOnce(ids);
    expect(await scene.timers()).toEqual({ due: 0, waiting: 0 });
  });

  it.each(['timer.after-claim-before-event', 'timer.after-event-before-removal'] as const)(
    'that are killed at %s leave all to others at once, and nothing is told twice',
    async (waitsAt) => {
      const ids = await scene.tickets(20, LATE_MS);
      const victim = await start({ waitsAt });
      await victim.isThere();
      await victim.end();
      scene.worker().start();
      await fired('the other has fired what was left');
      await expectFiredOnce(ids);
      expect(scene.failures).toEqual([]);
    },
  );

  it('that are stopped hold up nobody else, and repeat nothing when they go on', async () => {
    const ids = await scene.tickets(TIMERS_AT_ONCE_MAX + 30, LATE_MS);
    const sleepy = await start({ waitsAt: 'timer.after-claim-before-event' });
    await sleepy.isThere();
    sleepy.signal('SIGSTOP');
    const worker = scene.worker();
    worker.start();
    await eventually('all but what it holds are fired', async () => {
      return (await scene.timers()).due === TIMERS_AT_ONCE_MAX;
    });
    expect(await scene.otherThan(FIRED_ONCE, ids)).toHaveLength(TIMERS_AT_ONCE_MAX);
    sleepy.signal('SIGCONT');
    sleepy.goOn();
    await fired('it has fired what it held');
    await expectFiredOnce(ids);
  });

  it.each([
    ['a day ahead', DAY_MS],
    ['a day behind', -DAY_MS],
  ])('whose own clock is %s go by the database’s', async (_how, shiftMs) => {
    const early = await scene.tickets(5, 10 * MINUTE_MS);
    const process = await start({ shiftMs });
    // In a moment its warning is due, by the database’s clock.
    const soonAt = (await scene.now()) + 300;
    const [soon = ''] = await scene.tickets(1, 30 * MINUTE_MS - 300);
    const late = await scene.tickets(5, LATE_MS);
    await fired('what is due is fired');
    await eventually('so is what was due in a moment', async () => {
      return (await scene.told(soon)).length === 2;
    });
    const [, warned] = await scene.events(soon);
    expect(warned?.type).toBe('SlaClockWarned');
    expect(Date.parse(String(warned?.recordedAt))).toBeGreaterThanOrEqual(soonAt);
    await expectFiredOnce(late);
    const before = Date.parse((await scene.firedTimes(late[0] ?? '')).firedAt ?? '');
    expect(Math.abs(before - (await scene.now()))).toBeLessThan(HOUR_MS);
    // And where it jumps while the process lives.
    process.setClock(-2 * shiftMs);
    const later = await scene.tickets(5, LATE_MS);
    await fired('what is due is fired after the jump');
    await expectFiredOnce(later);
    expect(await scene.otherThan(OPEN, early)).toEqual([]);
  });
});
