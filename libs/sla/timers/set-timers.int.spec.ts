import { beforeEach, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@gongdan/event-feed';
import { useTestPool } from '../../../test/setup/test-pool.js';
import { recorder } from '../../../test/setup/recorded.js';
import {
  bookOf,
  clockOf,
  HOUR_MS,
  KeptStream,
  policyOf,
  TicketStory,
  within,
} from '../testing/ticket-story.js';
import { timerMigrations } from './migrations/index.js';
import { setTimers } from './set-timers.js';

const MON = '2026-03-02';
const warned = clockOf('resolution', [within(8)], {
  warnings: [{ label: '50%', kind: 'fraction', fraction: 0.5 }],
});
const escalated = clockOf('billing', [within(1)], {
  escalations: [
    {
      rung: 'breach+PT3H',
      when: { kind: 'after', businessMs: 3 * HOUR_MS },
      notify: ['finance'],
      by: ['in-app'],
    },
  ],
});
const book = bookOf([
  policyOf([warned, clockOf('arrival', [within(6)])]),
  policyOf([escalated], { id: 'free', order: 50, appliesTo: { category: ['free'] } }),
]);
const ticket = () => new TicketStory().registered(`${MON}T09:00`);
const ladder = () => new TicketStory().registered(`${MON}T09:00`, { category: 'free' });

const database = useTestPool([...timerMigrations], { max: 2 });
beforeEach(() => database.pool.query('DELETE FROM gongdan.sla_timer'));

/** Keeps the clocks of each story in turn; what each adds is a batch of its own. */
async function consume(...kept: readonly (readonly [TicketStory, string])[]): Promise<void> {
  const stream = new KeptStream(book);
  const recorded = recorder('sla-t1');
  for (const [story, asOf] of kept) {
    const events = stream.keep(story, asOf).map(({ type, data }) => recorded(type, data));
    await inTransaction(database.pool, 'BEGIN', async (client) => setTimers.handle(events, client));
  }
}

async function timers(): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ clock: string; due: Date; failures: number }>(
    'SELECT clock, due_at AS due, failures FROM gongdan.sla_timer ORDER BY clock',
  );
  return rows.map(({ clock, due }) => `${clock} ${due.toISOString().slice(0, 16)}`);
}

describe('timers', () => {
  it('are set to the next moment of every clock: its warning, else its breach', async () => {
    await consume([ticket(), `${MON}T09:30`]);
    expect(await timers()).toEqual([`arrival ${MON}T15:00`, `resolution ${MON}T13:00`]);
  });

  it('go on to the breach once a warning was given', async () => {
    await consume([ticket(), `${MON}T09:30`], [ticket(), `${MON}T13:01`]);
    expect(await timers()).toEqual([`arrival ${MON}T15:00`, `resolution ${MON}T17:00`]);
  });

  it.each([
    ['broken', ticket(), '2026-03-03T09:00'],
    ['resting', ticket().paused(`${MON}T10:00`), `${MON}T10:00`],
    ['cancelled', ticket().cancelled(`${MON}T10:00`), `${MON}T10:00`],
    ['stopped', ticket().resolved(`${MON}T10:00`), `${MON}T10:00`],
  ])('are gone where a clock is %s, also in one batch', async (_state, story, asOf) => {
    await consume([ticket(), `${MON}T09:30`], [story, asOf]);
    expect(await timers()).toEqual([]);
    await consume([story, asOf]);
    expect(await timers()).toEqual([]);
  });

  it('go on to the rungs of a ladder, also after the breach', async () => {
    await consume([ladder(), `${MON}T09:30`]);
    expect(await timers()).toEqual([`billing ${MON}T10:00`]);
    await consume([ladder(), `${MON}T10:01`]);
    expect(await timers()).toEqual([`billing ${MON}T13:00`]);
    await consume([ladder(), `${MON}T13:01`]);
    expect(await timers()).toEqual([]);
  });

  it('are set again when a clock goes on', async () => {
    const [rests, goesOn] = [
      ticket().paused(`${MON}T10:00`),
      ticket().held(`${MON}T10:00`, `${MON}T11:00`),
    ];
    await consume([rests, `${MON}T10:00`], [goesOn, `${MON}T11:00`]);
    expect(await timers()).toEqual([`arrival ${MON}T16:00`, `resolution ${MON}T14:00`]);
  });

  it('that failed before are tried afresh when their moment is another one', async () => {
    await consume([ticket(), `${MON}T09:30`]);
    await database.pool.query(
      `UPDATE gongdan.sla_timer SET failures = 9, last_failure = 'x', not_before = 'infinity'`,
    );
    await consume([ticket(), `${MON}T09:30`]);
    const { rows } = await database.pool.query(
      'SELECT DISTINCT failures, last_failure, not_before FROM gongdan.sla_timer',
    );
    expect(rows).toEqual([{ failures: 0, last_failure: null, not_before: null }]);
  });
});
