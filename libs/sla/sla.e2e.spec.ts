import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamName } from '@gongdan/core';
import { LOGIN_ROLES } from '../../test/e2e/desk.js';
import { HOUR_MS, MON, PromiseDesk, standingsOf, TUE, utc } from '../../test/sla/promise-desk.js';
import type { BucketsAnswer } from './queries/show-sla/show-sla.dto.js';

let desk: PromiseDesk;
/** Eight hours from Monday, 09:00; its first technician, then its second; a hold; resolved on Tuesday. */
let id: string;
beforeAll(async () => {
  desk = await PromiseDesk.open();
  id = await desk.story('eight', `${MON}T09:00`, async (ticket) => {
    const { helperId: technicianId } = desk.people;
    await desk.tell(ticket, 'reassign', `${MON}T10:00`, { technicianId, reason: 'Ill' });
    await desk.held(ticket, `${MON}T11:00`, `${MON}T12:00`);
    await desk.resolved(ticket, `${TUE}T09:30`);
  });
  await desk.settled();
});
afterAll(() => desk.close());

const PROMISERS = ['service-manager', 'executive', 'administrator'];
const sum = ({ wallClockMs: _whole, ...buckets }: BucketsAnswer): number =>
  Object.values(buckets).reduce((total, each) => total + each, 0);
const at = (asOf: string, basis = 'occurred') => `?asOf=${asOf}&basis=${basis}`;

describe('the promises of a ticket', () => {
  it('have a ledger whose buckets add up, by time, by technician and by team', async () => {
    const run = await desk.clock(id, 'resolution');
    expect(run.buckets).toMatchObject({
      runningMs: 7.5 * HOUR_MS,
      pausedMs: HOUR_MS,
      outOfHoursMs: 16 * HOUR_MS,
      wallClockMs: 24.5 * HOUR_MS,
    });
    expect(sum(run.buckets)).toBe(run.buckets.wallClockMs);
    for (const parts of [run.byTechnician, run.byTeam]) {
      for (const part of parts) expect(sum(part.buckets)).toBe(part.buckets.wallClockMs);
      const whole = parts.reduce((total, { buckets }) => total + buckets.wallClockMs, 0);
      expect(whole).toBe(run.buckets.wallClockMs);
    }
    const { technicianId, helperId } = desk.people;
    expect(run.byTechnician.map(({ holder }) => holder)).toEqual([technicianId, helperId]);
    const lengths = run.segments.map(({ from, to, lengthMs }) => {
      expect(Date.parse(to) - Date.parse(from)).toBe(lengthMs);
      return lengthMs;
    });
    expect(lengths.reduce((total, each) => total + each, 0)).toBe(run.buckets.wallClockMs);
    expect(run.explanation.at(0)).toMatch(/^Promised: PT8H of business time from/);
    expect(run.explanation.at(-1)).toMatch(/^Met: .* PT30M to spare\.$/);
  });

  it.each([
    [`${MON}T10:30`, '1 running open 2026-03-02T17:00', 1.5],
    [`${MON}T11:30`, '1 paused open ', 2],
    [`${MON}T13:00`, '1 running open 2026-03-03T10:00', 3],
    [`${TUE}T09:30`, '1 stopped met 2026-03-03T10:00', 7.5],
  ])('are shown as they stood at %s', async (moment, standing, hours) => {
    const run = await desk.clock(id, 'resolution', at(utc(moment)));
    expect(standingsOf([run])).toEqual([standing]);
    expect(run.elapsedMs).toBe(hours * HOUR_MS);
    expect(run.events.every(({ occurredAt }) => occurredAt <= `${moment}:00.000Z`)).toBe(true);
  });

  it('are not there before there was a ticket, nor before the desk knew of it', async () => {
    const missing = { status: 404, body: { code: 'SLA.SUBJECT_NOT_FOUND' } };
    for (const query of [at(utc(`${MON}T08:59`)), at(utc(`${TUE}T09:30`), 'recorded')]) {
      expect(await desk.desk.ask('clerk', `GET /tickets/${id}/sla${query}`)).toMatchObject(missing);
    }
    expect(await desk.desk.ask('clerk', 'GET /tickets/missing/sla')).toMatchObject(missing);
    expect(await desk.desk.ask('clerk', 'GET /complaints/missing/sla')).toMatchObject(missing);
  });

  it('are shown as the desk knew them when it had heard of so much', async () => {
    const events = await desk.desk.engine.store.readStream(streamName('ticket', id));
    const paused = events.find(({ type }) => type === 'WorkPaused');
    const run = await desk.clock(id, 'resolution', at(String(paused?.recordedAt), 'recorded'));
    expect(run).toMatchObject({ status: 'paused', verdict: 'open', dueAt: null });
    const now = await desk.clock(id, 'resolution');
    expect(now).toMatchObject({ status: 'stopped', verdict: 'met' });
  });

  it('are refused for the future, and where the log does not reach', async () => {
    const ask = (query: string) => desk.desk.ask('clerk', `GET /tickets/${id}/sla${query}`);
    expect(await ask('?asOf=9999-01-01T00:00:00Z')).toMatchObject({
      body: { code: 'REQUEST.IN_THE_FUTURE' },
    });
    expect((await ask('?minPosition=1000000000')).status).toBeGreaterThanOrEqual(400);
    const { position } = await desk.sla(id);
    expect((await ask(`?minPosition=${position}`)).status).toBe(200);
  });

  it('are shown to the technicians whose ticket it is, and not to others', async () => {
    const theirs = await desk.registered('eight', `${MON}T09:00`);
    await desk.assigned(theirs, `${MON}T09:00`);
    const statuses = async (ticket: string) =>
      Promise.all(
        ['technician', 'helper'].map(
          async (who) => (await desk.desk.ask(who, `GET /tickets/${ticket}/sla`)).status,
        ),
      );
    expect(await statuses(theirs)).toEqual([200, 404]);
    const nobodys = await desk.registered('eight', `${MON}T09:00`);
    expect(await statuses(nobodys)).toEqual([404, 404]);
  });
});

describe('what if', () => {
  const from = `${MON}T00:00:00Z`;
  const to = `${TUE}T00:00:00Z`;
  const ask = (who: string, body: object) => desk.desk.ask(who, 'POST /sla/what-if', { body });
  /** Seven hours instead of eight: the ticket took seven and a half. */
  const seven = {
    id: 'eight-hours',
    version: 2,
    title: { en: 'Seven hours', 'zh-CN': '七小时' },
    subject: 'ticket',
    order: 10,
    appliesTo: { region: ['eight'] },
    calendar: 'plain',
    clocks: {
      resolution: {
        title: { en: 'Resolution', 'zh-CN': '解决' },
        start: [{ event: 'TicketRegistered' }],
        stop: [{ stateClass: 'resolved' }],
        pause: ['waiting-for-customer'],
        targets: [{ within: 'PT7H' }],
      },
    },
  };

  it('judges a period by another policy, beside what was promised', async () => {
    const { status, body } = await ask('service-manager', { from, to, policies: [seven] });
    expect([status, body]).toMatchObject([200, { changesLeftOut: 0 }]);
    const changes = body['changes'] as { readonly id: string }[];
    expect(changes.filter((change) => change.id === id)).toMatchObject([
      {
        id,
        clock: 'resolution',
        promised: { verdict: 'met', dueAt: `${TUE}T10:00:00.000Z` },
        whatIf: { verdict: 'breached', dueAt: `${MON}T17:00:00.000Z` },
      },
      { id, clock: 'resolution-continued', promised: { verdict: 'met' }, whatIf: null },
    ]);
    expect(await desk.clock(id, 'resolution')).toMatchObject({ verdict: 'met' });
  });

  it('names the places of what is wrong', async () => {
    const wrong = { from, to, policies: [{ ...seven, subject: 'tick' }] };
    expect((await ask('service-manager', wrong)).body).toMatchObject({ code: 'CONFIG.INVALID' });
    const calendars = { plain: { timeZone: 'Mars/Olympus', weekly: { mon: ['09:00-12:00'] } } };
    const answer = await ask('service-manager', { from, to, calendars });
    expect(answer.body).toMatchObject({ code: 'CALENDAR.INVALID' });
    const backwards = await ask('service-manager', { from: to, to: from });
    expect(backwards.body).toMatchObject({ code: 'REQUEST.INVALID_BODY' });
  });

  it('is not for technicians and clerks', async () => {
    expect((await ask('clerk', { from, to })).status).toBe(403);
    expect((await ask('technician', { from, to })).status).toBe(403);
  });
});

describe('decisions about promises', () => {
  it('are made by those who may promise, and by nobody else', async () => {
    const ticket = await desk.registered('eight', `${MON}T09:00`);
    for (const decision of ['recalculate', 'withdraw']) {
      for (const who of LOGIN_ROLES) {
        const path = `POST /tickets/${ticket}/sla/${decision}`;
        const { status } = await desk.desk.ask(who, path, { body: { reason: 'As agreed' } });
        expect([who, decision, status]).toEqual([
          who,
          decision,
          PROMISERS.includes(who) ? 200 : 403,
        ]);
      }
    }
  });

  it('name their reason, and a ticket that there is', async () => {
    const ticket = await desk.registered('eight', `${MON}T09:00`);
    const decide = (path: string, body: object) =>
      desk.desk.ask('service-manager', `POST /tickets/${path}`, { body });
    expect((await decide(`${ticket}/sla/withdraw`, {})).status).toBe(422);
    expect(await decide('missing/sla/recalculate', { reason: 'As agreed' })).toMatchObject({
      status: 404,
      body: { code: 'SLA.SUBJECT_NOT_FOUND' },
    });
  });

  it('have one effect for one Idempotency-Key', async () => {
    const ticket = await desk.registered('eight', `${MON}T09:00`);
    await desk.settled();
    const headers = { 'idempotency-key': 'withdraw-1' };
    const withdraw = () =>
      desk.desk.ask('service-manager', `POST /tickets/${ticket}/sla/withdraw`, {
        body: { reason: 'The contract was ended' },
        headers,
      });
    const [first, second] = [await withdraw(), await withdraw()];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
    await desk.settled();
    const { clocks } = await desk.sla(ticket);
    expect(clocks.map(({ status, verdict }) => [status, verdict])).toEqual([
      ['cancelled', 'breached'],
      ['cancelled', 'breached'],
    ]);
    const told = clocks.flatMap(({ events }) => events.map(({ type }) => type));
    expect(told.filter((type) => type === 'SlaClockCancelled')).toHaveLength(2);
  });

  it('are made on the ETag of what they were shown', async () => {
    const ticket = await desk.registered('eight', `${MON}T09:00`);
    await desk.settled();
    const shown = await desk.desk.ask('service-manager', `GET /tickets/${ticket}/sla`);
    const decide = (tag: string) =>
      desk.desk.ask('service-manager', `POST /tickets/${ticket}/sla/withdraw`, {
        body: { reason: 'As agreed' },
        headers: { 'if-match': tag },
      });
    const tag = shown.headers.get('etag') ?? '';
    expect((await decide(tag)).status).toBe(200);
    const late = await decide(tag);
    expect(late.status).toBe(412);
    expect(JSON.stringify(late.body['intervening'])).toContain('SlaPolicyWithdrawn');
  });

  it('after all, every row is what a fresh fold of the log makes it', async () => {
    await desk.settled();
    expect(await desk.desk.differences()).toEqual([]);
  });
});
