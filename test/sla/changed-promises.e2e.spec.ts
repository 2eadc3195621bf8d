import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamName, type Instant } from '@gongdan/core';
import { VirtualClock } from '@gongdan/simulation';
import type { ClockAnswer } from '../../libs/sla/queries/show-sla/show-sla.dto.js';
import {
  HOUR_MS,
  MON,
  PromiseDesk,
  recordedOf,
  standingsOf,
  typesOf,
  utc,
} from './promise-desk.js';

const clock = new VirtualClock(`${MON}T09:00:00.000Z` as Instant);
const at = (time: string) => clock.moveTo(Date.parse(utc(`${MON}T${time}`)));

/** Decisions about promises are made now; here, whoever asks says when that is. */
let desk: PromiseDesk;
beforeAll(async () => {
  desk = await PromiseDesk.open({ clock });
});
afterAll(() => desk.close());

async function registered(region: string): Promise<string> {
  at('09:00');
  return desk.registered(region, `${MON}T09:00`);
}

async function clocksOf(id: string): Promise<Record<string, ClockAnswer>> {
  await desk.desk.caughtUp();
  const { clocks } = await desk.sla(id);
  return Object.fromEntries(clocks.map((each) => [each.clock, each]));
}

/** Its timers, by clock. */
async function timersOf(id: string): Promise<readonly string[]> {
  await desk.desk.caughtUp();
  const { rows } = await desk.desk.engine.pool.query<{ clock: string }>(
    'SELECT clock FROM gongdan.sla_timer WHERE subject_id = $1 ORDER BY clock',
    [id],
  );
  return rows.map((row) => row.clock);
}

const decide = (id: string, decision: 'recalculate' | 'withdraw') =>
  desk.desk.does('service-manager', `/tickets/${id}/sla/${decision}`, { reason: 'As agreed' });

describe('promises that change, over HTTP', () => {
  it('7: a withdrawn policy ends its clocks and their timers; past breaches stay', async () => {
    const id = await registered('yearly');
    expect(await timersOf(id)).toEqual(['first-answer', 'resolution']);
    at('11:00');
    await decide(id, 'withdraw');
    const { resolution, 'first-answer': firstAnswer } = await clocksOf(id);
    expect(recordedOf(resolution!)).toEqual([
      `Started ${MON}T09:00`,
      `Cancelled ${MON}T11:00 policy-withdrawn`,
    ]);
    expect(resolution).toMatchObject({ status: 'cancelled', verdict: 'cancelled', dueAt: null });
    expect(recordedOf(firstAnswer!)).toEqual([
      `Started ${MON}T09:00`,
      `Warned ${MON}T09:30`,
      `Warned ${MON}T09:48`,
      `Breached ${MON}T10:00`,
      `Cancelled ${MON}T11:00 policy-withdrawn`,
    ]);
    expect(firstAnswer).toMatchObject({ status: 'cancelled', verdict: 'breached' });
    expect(await timersOf(id)).toEqual([]);
    expect((await decide(id, 'withdraw')).position).toBe(0); // there is nothing left to end
  });

  it('8: under a policy without it the clock is cancelled at that instant', async () => {
    const id = await registered('eight');
    at('11:00');
    const category = { category: 'free', reason: 'Inside warranty' };
    await desk.tell(id, 'classify', `${MON}T11:00`, category);
    const { resolution, arrival } = await clocksOf(id);
    expect(recordedOf(resolution!)).toEqual([
      `Started ${MON}T09:00`,
      `Cancelled ${MON}T11:00 policy-without-clock`,
    ]);
    expect(resolution?.stoppedAt).toBe(`${MON}T11:00:00.000Z`);
    // What the other policy promises from the registration on is promised from then.
    expect(standingsOf([arrival!])).toEqual([`1 running open ${MON}T15:00`]);
    expect(await timersOf(id)).toEqual(['arrival']);
  });

  it('13: a recalculation shows old and new due moment, and is no activity of the ticket', async () => {
    const id = await registered('yearly');
    await clocksOf(id);
    const shown = async () => {
      const page = await desk.desk.get('clerk', `/tickets/${id}`);
      const isPromise = (name: string) => name === 'position' || name.startsWith('due');
      const ticket = Object.entries(page).filter(([name]) => !isPromise(name));
      const { items } = await desk.desk.get('clerk', `/tickets/${id}/events`);
      return { ticket, items };
    };
    const before = await shown();
    at('09:45');
    await decide(id, 'recalculate'); // the second version is not in force yet
    expect((await clocksOf(id))['resolution']?.policy).toEqual({ id: 'yearly', version: 1 });
    at('12:30');
    await decide(id, 'recalculate');
    const { resolution, 'first-answer': firstAnswer } = await clocksOf(id);
    expect(resolution).toMatchObject({
      policy: { id: 'yearly', version: 2 },
      dueAt: `${MON}T13:00:00.000Z`,
      startedAt: `${MON}T09:00:00.000Z`,
    });
    const [log] = (await desk.desk.engine.store.readStream(streamName('sla', id))).filter(
      ({ type, data }) => type === 'SlaClockRetargeted' && data['clock'] === 'resolution',
    );
    expect(log?.data).toMatchObject({
      previousDueAt: `${MON}T17:00:00.000Z`,
      standing: { dueAt: `${MON}T13:00:00.000Z` },
      cause: { eventType: 'SlaRecalculated' },
    });
    // It is no first answer, and nobody did anything to the ticket.
    expect(firstAnswer).toMatchObject({ status: 'running', verdict: 'breached' });
    expect(await shown()).toEqual(before);
  });

  it('13: what is closed is not moved', async () => {
    const id = await registered('yearly');
    await desk.assigned(id, `${MON}T09:00`);
    await desk.resolved(id, `${MON}T09:00`);
    const { resolution: before } = await clocksOf(id);
    at('12:30');
    await decide(id, 'recalculate');
    const { resolution } = await clocksOf(id);
    expect(resolution).toEqual(before);
    expect(typesOf(resolution!)).toEqual(['Started', 'Met']);
  });

  it.each([
    ['cancelled', 'ticket-cancelled'],
    ['merged', 'ticket-merged'],
  ])('14: the clocks of a %s ticket end, with the cause', async (end, reason) => {
    const id = await registered('eight');
    const other = await registered('eight');
    at('10:00');
    if (end === 'merged') await desk.tell(id, 'merge', `${MON}T10:00`, { intoTicketId: other });
    else await desk.tell(id, 'cancel', `${MON}T10:00`, { reason: 'Repaired it himself' });
    const { resolution } = await clocksOf(id);
    expect(recordedOf(resolution!)).toEqual([
      `Started ${MON}T09:00`,
      `Cancelled ${MON}T10:00 ${reason}`,
    ]);
    expect(await timersOf(id)).toEqual([]);
  });

  it('9: the next answer is waited for only after the first, and no longer than to the end', async () => {
    const id = await registered('next-answer');
    at('17:00');
    await desk.assigned(id, `${MON}T09:00`);
    const comment = async (time: string, visibility: string) => {
      await desk.tell(id, 'comment', `${MON}T${time}`, { text: 'Well?', visibility });
      await desk.desk.caughtUp();
      return (await desk.sla(id)).clocks.length;
    };
    expect(await comment('09:30', 'internal')).toBe(0);
    expect(await comment('10:00', 'customer')).toBe(0);
    expect(await comment('11:00', 'internal')).toBe(1);
    expect(await comment('12:00', 'customer')).toBe(1);
    expect(await comment('13:00', 'internal')).toBe(2);
    await desk.resolved(id, `${MON}T14:00`);
    await desk.desk.caughtUp();
    const { clocks } = await desk.sla(id);
    expect(standingsOf(clocks)).toEqual([
      `1 stopped met ${MON}T13:00`,
      `2 stopped met ${MON}T15:00`,
    ]);
  });

  it('go on when work goes on that was called done, as the customer did not sign', async () => {
    const id = await registered('eight');
    at('16:30');
    await desk.assigned(id, `${MON}T09:00`);
    await desk.resolved(id, `${MON}T13:00`);
    await desk.tell(id, 'start', `${MON}T16:00`);
    const { resolution } = await clocksOf(id);
    expect(standingsOf([resolution!])).toEqual(['1 running open 2026-03-03T12:00']);
    expect(recordedOf(resolution!).slice(-2)).toEqual([
      `Met ${MON}T13:00`,
      `Resumed ${MON}T16:00 work-goes-on`,
    ]);
    expect(resolution!.buckets.resolvedMs).toBe(3 * HOUR_MS);
  });

  it('leave a read model that is a fresh fold of the log', async () => {
    expect(await desk.desk.differences()).toEqual([]);
  });
});
