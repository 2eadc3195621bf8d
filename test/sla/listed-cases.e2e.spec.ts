import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  FRI,
  HOUR_MS,
  MON,
  PromiseDesk,
  recordedOf,
  standingsOf,
  TUE,
  typesOf,
  utc,
  WED,
} from './promise-desk.js';

let desk: PromiseDesk;
beforeAll(async () => {
  desk = await PromiseDesk.open();
});
afterAll(() => desk.close());

describe('time that broke other systems, over HTTP', () => {
  it('1: resolved straight from the pause counts neither the pause nor twice', async () => {
    const id = await desk.story('eight', `${MON}T09:00`, async (ticket) => {
      await desk.held(ticket, `${MON}T11:00`, `${WED}T11:00`);
      await desk.resolved(ticket, `${WED}T11:00`);
    });
    const run = await desk.clock(id, 'resolution');
    expect(run).toMatchObject({ status: 'stopped', verdict: 'met', elapsedMs: 2 * HOUR_MS });
    expect(run.buckets).toEqual({
      runningMs: 2 * HOUR_MS,
      outOfHoursMs: 0,
      pausedMs: 16 * HOUR_MS,
      pausedOutOfHoursMs: 32 * HOUR_MS,
      resolvedMs: 0,
      wallClockMs: 50 * HOUR_MS,
    });
    expect(run.buckets.runningMs + run.buckets.pausedMs).toBe(18 * HOUR_MS);
    expect(run.pauses).toEqual([
      {
        reason: 'waiting-for-customer',
        pausedMs: 16 * HOUR_MS,
        pausedOutOfHoursMs: 32 * HOUR_MS,
      },
    ]);
    expect(run.segments.map(({ kind, eventType }) => [kind, eventType])).toEqual([
      ['running', 'TicketRegistered'],
      ['paused', 'WorkPaused'],
      ...['paused-out-of-hours', 'paused', 'paused-out-of-hours', 'paused'].map((kind) => [
        kind,
        null,
      ]),
    ]);
  });

  it.each([
    ['2: a hold', [['15:00', '16:00']], `${TUE}T10:00`],
    [
      '3: two holds',
      [
        ['10:00', '11:00'],
        ['15:00', '16:00'],
      ],
      `${TUE}T11:00`,
    ],
  ])('%s moves the due moment by what it took', async (_case, holds, due) => {
    const id = await desk.story('eight', `${MON}T09:00`, async (ticket) => {
      for (const [from, to] of holds) await desk.held(ticket, `${MON}T${from}`, `${MON}T${to}`);
    });
    const run = await desk.clock(id, 'resolution');
    expect(run.dueAt).toBe(`${due}:00.000Z`);
    // Nobody resolved it: it was broken at that moment, not at the one it was promised first.
    expect(recordedOf(run).at(-1)).toBe(`Breached ${due}`);
    expect(typesOf(run).filter((type) => type === 'Breached')).toHaveLength(1);
  });

  it('4: a higher priority keeps start and pauses', async () => {
    const id = await desk.story('by-priority', `${MON}T09:00`, async (ticket) => {
      await desk.held(ticket, `${MON}T10:00`, `${MON}T14:00`);
      const priority = { priority: 'urgent', reason: 'Freezes' };
      await desk.tell(ticket, 'prioritise', `${MON}T15:00`, priority);
    });
    const run = await desk.clock(id, 'resolution', `?asOf=${utc(`${MON}T16:00`)}`);
    expect(standingsOf([run])).toEqual([`1 running open ${MON}T17:00`]);
    expect(run).toMatchObject({ remainingMs: HOUR_MS, elapsedMs: 3 * HOUR_MS });
    expect(recordedOf(run).at(-1)).toBe(`Retargeted ${MON}T15:00`);
  });

  it('5: nothing fires while it rests', async () => {
    const id = await desk.story(
      'eight',
      `${MON}T09:00`,
      (ticket) => desk.pause(ticket, `${MON}T15:00`), // 80 % would be at 15:24
    );
    const run = await desk.clock(id, 'resolution');
    expect(run).toMatchObject({ status: 'paused', verdict: 'open', dueAt: null, warnings: [] });
    expect(recordedOf(run)).toEqual([`Started ${MON}T09:00`, `Paused ${MON}T15:00`]);
  });

  it.each([
    ['resolution', ['1 stopped met 2026-03-02T17:00', '2 stopped breached 2026-03-05T10:00']],
    ['resolution-continued', ['1 stopped breached 2026-03-04T14:00']],
  ])('6: a reopening, %s', async (clock, expected) => {
    const id = await desk.story('eight', `${MON}T09:00`, async (ticket) => {
      await desk.resolved(ticket, `${MON}T13:00`);
      await desk.closed(ticket, `${MON}T13:00`);
      await desk.tell(ticket, 'reopen', `${WED}T10:00`, { reason: 'Fault came back' });
      await desk.assigned(ticket, `${WED}T10:00`);
      await desk.resolved(ticket, `${FRI}T10:00`);
    });
    const runs = await desk.clocks(id, clock);
    expect(standingsOf(runs)).toEqual(expected);
    // Both verdicts are kept: the one of Monday, and what came of it.
    const verdicts = runs.flatMap(recordedOf).filter((word) => /^(Met|Missed)/.test(word));
    expect(verdicts).toEqual([`Met ${MON}T13:00`, `Missed ${FRI}T10:00`]);
    if (clock === 'resolution-continued') {
      expect(runs[0]?.buckets.resolvedMs).toBe(45 * HOUR_MS);
    }
  });

  it.each([
    ['10: four hours of a long day', 'long', `${MON}T17:00`, `${TUE}T11:00`, `${TUE}T10:00`],
    ['11: over the weekend', 'quick', `${FRI}T16:30`, '2026-03-09T09:30', null],
    ['11: before the doors open', 'early', `${WED}T07:00`, `${WED}T11:00`, `${WED}T10:00`],
    ['12: in the lunch break', 'split', `${MON}T12:30`, `${MON}T14:30`, null],
    ['15: over a holiday of Tokyo', 'tokyo', '2026-05-04T16:00:00+09:00', '2026-05-06T01:00', null],
    [
      '16: the night that is short',
      'berlin',
      '2026-03-28T20:00:00+01:00',
      '2026-03-29T03:00',
      null,
    ],
    ['16: the night that is long', 'berlin', '2026-10-24T20:00:00+02:00', '2026-10-25T02:00', null],
  ])('%s', async (_case, region, registeredAt, due, warning) => {
    const id = await desk.registered(region, registeredAt);
    const run = await desk.clock(id, 'answer');
    expect(run.dueAt).toBe(`${due}:00.000Z`);
    const recorded = recordedOf(run);
    expect(recorded.at(-1)).toBe(`Breached ${due}`);
    if (warning !== null) expect(recorded.at(-2)).toBe(`Warned ${warning}`);
    expect(run.buckets.runningMs).toBe(run.elapsedMs);
  });

  it.each([
    ['17', `${MON}T10:00`, `${MON}T12:00`, `${MON}T20:00`, `${TUE}T11:00`],
    ['18', `${MON}T15:00`, `${MON}T18:00`, `${TUE}T10:00`, `${TUE}T12:00`],
  ])('%s: a hold past the close of business', async (_case, start, from, to, due) => {
    const id = await desk.story('four', start, (ticket) => desk.held(ticket, from, to));
    const run = await desk.clock(id, 'resolution');
    expect(run.dueAt).toBe(`${due}:00.000Z`);
    expect(recordedOf(run).at(-1)).toBe(`Breached ${due}`);
  });

  it.each([
    ['at the due moment itself', '2026-03-02T17:00:00.000Z', 'met'],
    ['one millisecond later', '2026-03-03T09:00:00.001Z', 'breached'],
    ['with 99.951 % used', '2026-03-02T16:59:45.888Z', 'met'],
  ])('19: judged to the millisecond: %s', async (_case, stop, verdict) => {
    const id = await desk.story('eight', `${MON}T09:00`, (ticket) => desk.resolved(ticket, stop));
    expect(await desk.clock(id, 'resolution')).toMatchObject({ status: 'stopped', verdict });
  });
});
