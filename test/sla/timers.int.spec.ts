import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bookOf, calendarOf } from '../../libs/sla/testing/ticket-story.js';
import {
  take,
  TIMER_RETRY_MS_MAX,
  TIMERS_AT_ONCE_MAX,
} from '../../libs/sla/timers/timer-worker.js';
import { eventually } from '../setup/eventually.js';
import { watched } from '../setup/rows-looked-at.js';
import { FIRED_ONCE, HOUR_BOOK, HOUR_MS, OPEN, openKeeper, TimerScene } from './timer-scene.js';

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

let scene: TimerScene;
beforeEach(async () => {
  scene = await TimerScene.open();
});
afterEach(() => scene.close());

async function postponed(id: string) {
  const { rows } = await scene.pool.query<{ failures: number; words: string; inMs: number }>(
    `SELECT failures, last_failure AS words,
            (extract(epoch FROM not_before - clock_timestamp()) * 1000)::int AS "inMs"
       FROM gongdan.sla_timer WHERE subject_id = $1`,
    [id],
  );
  return rows[0];
}

/** As if the time of its next attempt had come. */
const makeDue = (id: string, failures?: number) =>
  scene.pool.query(
    `UPDATE gongdan.sla_timer SET not_before = clock_timestamp(), failures = coalesce($2, failures)
      WHERE subject_id = $1`,
    [id, failures ?? null],
  );

describe('timers', () => {
  it('of hundreds of clocks are fired once by two workers', async () => {
    const late = await scene.tickets(300, 2 * HOUR_MS);
    const early = await scene.tickets(20, 10 * MINUTE_MS);
    const workers = [scene.worker(), scene.worker()];
    workers.forEach((worker) => worker.start());
    await eventually('all are fired', async () => {
      await scene.setTimers();
      return (await scene.timers()).due === 0;
    });
    await Promise.all(workers.map((worker) => worker.stop()));
    await scene.setTimers();
    expect(await scene.otherThan(FIRED_ONCE, late)).toEqual([]);
    expect(await scene.otherThan(OPEN, early)).toEqual([]);
    expect(await scene.timers()).toEqual({ due: 0, waiting: 20 });
    expect(scene.failures).toEqual([]);
  });

  it('that fell due while nobody ran fire at once, with both times noted', async () => {
    const [id = ''] = await scene.tickets(1, 50 * HOUR_MS);
    const before = await scene.now();
    expect(await scene.worker().tick()).toBe(1);
    const { occurredAt, dueAt, firedAt } = await scene.firedTimes(id);
    expect(occurredAt).toBe(dueAt);
    const lateMs = Date.parse(firedAt ?? '') - Date.parse(dueAt ?? '');
    expect(lateMs).toBeGreaterThanOrEqual(49 * HOUR_MS);
    expect(Date.parse(firedAt ?? '')).toBeGreaterThanOrEqual(before);
    expect(Date.parse(firedAt ?? '')).toBeLessThanOrEqual(await scene.now());
  });

  it('are off while a clock rests, and on again when it goes on', async () => {
    const [id = ''] = await scene.tickets(1, 120 * MINUTE_MS);
    const start = (await scene.now()) - 120 * MINUTE_MS;
    // Its timer is due already and not taken away yet: a worker fires nothing all the same.
    await scene.happens(id, 'WorkPaused', start + 20 * MINUTE_MS);
    expect(await scene.worker().tick()).toBe(1);
    await scene.setTimers();
    expect(await scene.timers()).toEqual({ due: 0, waiting: 0 });
    expect(await scene.told(id)).toEqual([...OPEN, 'SlaClockPaused']);
    await scene.happens(id, 'WorkResumed', start + 40 * MINUTE_MS);
    await scene.setTimers();
    expect(await scene.worker().tick()).toBe(1);
    await scene.setTimers();
    expect(await scene.told(id)).toEqual([
      ...OPEN,
      'SlaClockPaused',
      'SlaClockResumed',
      'SlaClockWarned',
      'SlaClockBreached',
    ]);
    const { dueAt } = await scene.firedTimes(id);
    expect(Math.abs(Date.parse(dueAt ?? '') - (start + 80 * MINUTE_MS))).toBeLessThan(SECOND_MS);
    expect(await scene.timers()).toEqual({ due: 0, waiting: 0 });
  });

  it('go on to the breach after the warning', async () => {
    const [id = ''] = await scene.tickets(1, 40 * MINUTE_MS);
    await scene.worker().tick();
    expect(await scene.told(id)).toEqual([...OPEN, 'SlaClockWarned']);
    await scene.setTimers();
    expect(await scene.timers()).toEqual({ due: 0, waiting: 1 });
  });

  it('of a subject that fails are postponed, longer each time, and hold up no others', async () => {
    const ids = await scene.tickets(20, 2 * HOUR_MS);
    const [lost = '', gone = '', ...others] = ids;
    const always = calendarOf('always', 'UTC', [], { version: 2 });
    const { policies } = HOUR_BOOK;
    const withoutCalendar = openKeeper(scene.store, bookOf(policies, [always]));
    const worker = scene.worker({
      keep: (subject, ...rest) => {
        if (subject.id === lost) return Promise.reject(new Error('the store is away'));
        return (subject.id === gone ? withoutCalendar : scene.keeper).keep(subject, ...rest);
      },
    });
    expect(await worker.tick()).toBe(20);
    await scene.setTimers();
    expect(await scene.otherThan(FIRED_ONCE, others)).toEqual([]);
    expect(await scene.timers()).toEqual({ due: 2, waiting: 0 });
    expect(await postponed(lost)).toMatchObject({ failures: 1, words: 'the store is away' });
    expect((await postponed(gone))?.words).toMatch(/There is no version 1 of the calendar/);
    expect(scene.failures).toHaveLength(2);
    for (const [failures, waitMs] of [
      [1, 2 * SECOND_MS],
      [3, 8 * SECOND_MS],
      [30, TIMER_RETRY_MS_MAX],
    ] as const) {
      await makeDue(lost, failures);
      await makeDue(gone, failures);
      expect(await worker.tick()).toBe(2);
      const { inMs = 0 } = (await postponed(lost)) ?? {};
      expect(inMs).toBeLessThanOrEqual(waitMs);
      expect(inMs).toBeGreaterThan(waitMs / 2);
      expect(await worker.tick()).toBe(0);
    }
    await makeDue(lost);
    await makeDue(gone);
    expect(await scene.worker().tick()).toBe(2);
    await scene.setTimers();
    expect(await scene.otherThan(FIRED_ONCE, ids)).toEqual([]);
    expect(await scene.timers()).toEqual({ due: 0, waiting: 0 });
  });

  it('that are due are found among a million that are not without a look at those', async () => {
    const due = 50;
    // Not looked at here, and slow to fill.
    await scene.pool.query('ALTER TABLE gongdan.sla_timer DROP CONSTRAINT sla_timer_pkey');
    await scene.pool.query(
      `INSERT INTO gongdan.sla_timer (subject_id, clock, cycle, subject_kind, due_at)
       SELECT 'subject-' || n, 'resolution', 1, 'ticket',
              clock_timestamp() + CASE WHEN n <= $1 THEN -n ELSE n END * interval '1 minute'
         FROM generate_series(1, 1000000) AS n`,
      [due],
    );
    await scene.pool.query('ANALYZE gongdan.sla_timer');
    const client = await scene.pool.connect();
    try {
      let looked = 0;
      const found = await take(watched(client, (rows) => (looked += rows)) as never);
      expect(found).toHaveLength(due);
      expect(found[0]?.subject_id).toBe(`subject-${due}`); // whoever waits longest comes first
      expect(looked).toBeLessThan(10 * TIMERS_AT_ONCE_MAX);
    } finally {
      client.release();
    }
  });
});
