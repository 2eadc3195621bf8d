import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { instantOf, streamName } from '@gongdan/core';
import { Webhook } from 'standardwebhooks';
import { allItems, Desk } from '../../test/e2e/desk.js';
import { register, settle, type People } from '../../test/e2e/journey.js';
import { eventually } from '../../test/setup/eventually.js';
import { Receiver } from '../../test/setup/webhook-receiver.js';
import { MailReceiver } from './testing/mail-receiver.js';

type Body = Record<string, unknown>;

const HOUR_MS = 3_600_000;

const POLICY = `
id: quick
version: 1
title: { en: Quick, zh-CN: 快 }
subject: ticket
order: 10
calendar: always
escalations:
  - { when: breach, to: dispatch-manager, notify: [technician, executive], by: [in-app, email, webhook] }
clocks:
  arrival:
    title: { en: Arrival, zh-CN: 到达 }
    start: [{ event: TicketRegistered }]
    stop: [{ event: TechnicianArrived }]
    targets: [{ within: PT30M }]
`;

/** Of the months, one has four letters: Sept. */
const titleOf = (number: string): RegExp =>
  new RegExp(
    `^Promise broken: Arrival – ticket ${number} \\(due \\d{1,2} \\w{3,4} \\d\\d:\\d\\d\\)$`,
  );

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
let folder: string;
let mails: MailReceiver;
let hooks: Receiver;
let desk: Desk;
let people: People;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-notices-'));
  for (const name of ['notices', 'sla']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'notices/notices.yaml'), 'quietHours: []\n'); // whatever the hour of the test
  writeFileSync(join(folder, 'sla/quick.v1.yaml'), POLICY);
  mails = await MailReceiver.open({ of: () => 250 });
  hooks = await Receiver.open(() => 204);
  desk = await Desk.open({
    environment: {
      NOTICE_FOLDER: join(folder, 'notices'),
      SLA_FOLDER: join(folder, 'sla'),
      SMTP_URL: mails.url,
      SMTP_FROM: 'notices@service.example',
      NOTICE_WEBHOOK_URL: hooks.url,
      NOTICE_WEBHOOK_SECRET: secret,
      WEBHOOK_PRIVATE_TARGETS: 'allowed',
      PUBLIC_URL: 'https://desk.example',
    },
  });
  people = await settle(desk);
  await desk.does('administrator', '/users/executive/email', {
    email: 'manager@service.example',
  });
});
afterAll(async () => {
  await desk.close();
  await mails.close();
  await hooks.close();
  rmSync(folder, { recursive: true });
});

/** A ticket that came in an hour ago: the timers find its promise broken. */
async function broken(): Promise<string> {
  const occurredAt = instantOf(Date.now() - HOUR_MS);
  const { id } = await register(desk, people, { category: 'free', occurredAt });
  await eventually('its notices are made', async () => (await logOf(`subjectId=${id}`)).length > 0);
  return id;
}

const noticesOf = async (who: string, ticketId: string, query = '') =>
  (await allItems(desk, who, `/notices${query}`)).filter(
    ({ subject }) => (subject as Body)['id'] === ticketId,
  );
const logOf = (query: string) => allItems(desk, 'auditor', `/notices/log?${query}`);
const count = async (who: string, query = '') =>
  Number((await desk.get(who, `/notices/count${query}`))['count']);

describe('a promise that is broken', () => {
  let id: string;
  let number: string;
  beforeAll(async () => {
    id = await broken();
    number = String((await desk.get('clerk', `/tickets/${id}`))['number']);
    await eventually('all is sent', async () => {
      const items = await logOf(`ticketId=${id}`);
      return items.length === 5 && items.every(({ settledAt }) => settledAt !== null);
    });
  });

  it('is told in-app to whom its ladder names, and to nobody else', async () => {
    const [notice, ...others] = await noticesOf('executive', id);
    expect(others).toEqual([]);
    expect(notice).toMatchObject({
      kind: 'promise-broken',
      title: expect.stringMatching(titleOf(number)),
      ticketNumber: number,
      promise: { clock: 'arrival', rung: 'breach', dueAt: expect.any(String) },
      whom: ['executive'],
      readAt: null,
      overtakenAt: null,
    });
    expect(await noticesOf('dispatcher', id)).toEqual([]);
  });

  it('arrives by mail, in the words of the house, with nobody’s name', () => {
    const [mail, ...others] = mails.received.filter(({ body }) => body.includes(number));
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ from: 'notices@service.example', to: 'manager@service.example' });
    expect(mail?.headers['subject']).toMatch(titleOf(number));
    expect(mail?.body).toContain(`https://desk.example/tickets/${id}`);
    expect(JSON.stringify(mail)).not.toMatch(/Customer|Road|conditioner|\+86/);
  });

  it('arrives as one signed webhook that names all who are told', async () => {
    const found = hooks.received.filter(({ event }) => event.subject === id);
    expect(found).toHaveLength(1);
    const [{ body, headers, event } = { body: '', headers: {}, event: null }] = found;
    new Webhook(secret).verify(body, headers);
    const { accounts } = (await desk.get('administrator', '/users')) as { accounts: Body[] };
    const manager = accounts.find(({ username }) => username === 'executive');
    expect(event?.data).toMatchObject({
      ticketNumber: number,
      receivers: { technician: [], executive: [manager?.['id']] },
    });
  });

  it('is told once, also where the ladder moves the ticket up', async () => {
    await desk.caughtUp();
    const events = await desk.engine.store.readStream(streamName('ticket', id));
    expect(events.map(({ type }) => type)).toContain('TicketEscalated');
    const kinds = (await logOf(`subjectId=${id}`)).map(({ kind }) => kind);
    expect(kinds).toEqual(Array.from({ length: 5 }, () => 'promise-broken'));
  });

  it('stands in the log: who was told, when, how, and who not and why', async () => {
    const items = await logOf(`ticketId=${id}`);
    const told = items.map(({ channel, username, state, reason }) => [
      channel,
      username,
      state,
      reason,
    ]);
    expect(told.toReversed()).toEqual([
      ['in-app', 'executive', 'sent', null],
      ['in-app', null, 'not-sent', 'nobody-assigned'],
      ['email', 'executive', 'sent', null],
      ['email', null, 'not-sent', 'nobody-assigned'],
      ['webhook', null, 'sent', null],
    ]);
    expect(items[0]).toMatchObject({
      receivers: { technician: [], executive: [items[4]?.['accountId']] },
    });
    const byMail = items.find(({ channel, state }) => channel === 'email' && state === 'sent');
    expect(byMail).toMatchObject({
      attempts: [{ outcome: 'sent', reason: null, words: expect.stringMatching(/^250/) }],
    });
    expect(items[1]).toMatchObject({
      reasonWords: 'No enabled account is the one that it is assigned to, or owned by.',
      attempts: [{ outcome: 'not-sent', reason: 'nobody-assigned' }],
    });
  });

  it.each([
    ['channel=email', 2],
    ['state=sent', 3],
    ['recipient=executive', 2],
    ['recipient=dispatcher', 0],
    ['recipient=nobody-of-this-name', 0],
    ['channel=email&state=sent&recipient=EXECUTIVE', 1],
  ])('is found in the log by %s', async (query, found) => {
    expect(await logOf(`subjectId=${id}&limit=1&${query}`)).toHaveLength(found);
  });

  it('is read once: the first reading counts', async () => {
    const [notice] = await noticesOf('executive', id);
    const path = `POST /notices/${String(notice?.['id'])}/read`;
    const unread = await count('executive', '?unread=true');
    const first = await desk.ask('executive', path);
    expect(first).toMatchObject({ status: 200, body: { readAt: expect.any(String) } });
    const second = await desk.ask('executive', path);
    expect(second.body['readAt']).toBe(first.body['readAt']);
    expect(await count('executive', '?unread=true')).toBe(unread - 1);
    expect(await noticesOf('executive', id, '?unread=true')).toEqual([]);
    expect(await noticesOf('executive', id)).toHaveLength(1);
  });

  it('is read by its own receiver only, whatever another asks', async () => {
    const [notice] = await noticesOf('executive', id);
    const ids = [
      notice?.['id'],
      (await logOf(`ticketId=${id}&channel=email`))[0]?.['id'],
      'missing',
    ];
    for (const each of ids) {
      const answer = await desk.ask('clerk', `POST /notices/${String(each)}/read`);
      expect([answer.status, answer.body['code']]).toEqual([404, 'NOTICE.NOT_FOUND']);
    }
  });

  it('keeps its notice with a mark when it falls away', async () => {
    const position = await desk.engine.store.lastPosition();
    await desk.does('service-manager', `/tickets/${id}/sla/withdraw`, { reason: 'Contract ended' });
    await desk.caughtUp();
    expect(await desk.engine.store.lastPosition()).toBeGreaterThan(position);
    const [notice] = await noticesOf('executive', id);
    expect(notice).toMatchObject({ overtakenAt: expect.any(String) });
  });
});

describe('the box', () => {
  it('is shown page by page, counted, and emptied until a moment', async () => {
    for (let round = 0; round < 5; round++) await broken();
    const all = await allItems(desk, 'executive', '/notices');
    expect(await allItems(desk, 'executive', '/notices?limit=2')).toEqual(all);
    expect(await count('executive')).toBe(all.length);
    const moments = all.map(({ madeAt }) => String(madeAt));
    expect(moments).toEqual(moments.toSorted().toReversed());
    const until = String(all[2]?.['madeAt']);
    // PostgreSQL itself takes no offset of 16 hours or more.
    const longAgo = { body: { until: '2020-01-01T00:00:00+19:06' } };
    const none = await desk.ask('executive', 'POST /notices/read-all', longAgo);
    expect([none.status, none.body]).toEqual([200, { read: 0 }]);
    await desk.does('executive', '/notices/read-all', { until });
    const unread = await allItems(desk, 'executive', '/notices?unread=true');
    expect(unread.map(({ madeAt }) => String(madeAt) > until)).toEqual([true, true]);
    const answer = await desk.ask('executive', 'POST /notices/read-all', { body: {} });
    expect(answer.body).toEqual({ read: 2 });
    expect(await count('executive', '?unread=true')).toBe(0);
    expect((await desk.ask('executive', 'GET /notices?limit=200')).status).toBe(200);
    const foreign = await desk.ask('executive', 'GET /notices?cursor=abc');
    expect([foreign.status, foreign.body['code']]).toEqual([400, 'REQUEST.INVALID_QUERY']);
  });

  it.each([
    'GET /notices?unread=maybe',
    'GET /notices?limit=0',
    'GET /notices?limit=201',
    'GET /notices/log?channel=pigeon',
    'GET /notices/log?state=lost',
    'GET /notices/log?nobody=x',
  ])('refuses %s', async (request) => {
    expect((await desk.ask('service-manager', request)).status).toBe(400);
  });

  it('and the log are for whom they are for', async () => {
    for (const who of ['dispatcher', 'dispatch-manager', 'technician', 'integration', 'customer']) {
      expect((await desk.ask(who, 'GET /notices/log')).status).toBe(403);
    }
    for (const who of ['integration', 'customer', undefined]) {
      expect((await desk.ask(who, 'GET /notices')).status).toBe(who === undefined ? 401 : 403);
    }
  });
});

describe('a ticket', () => {
  it('that somebody moves up is told to the role that is to look after it', async () => {
    const { id } = await register(desk, people, { category: 'free' });
    const to = 'executive';
    await desk.does('dispatch-manager', `/tickets/${id}/escalate`, {
      to,
      reason: 'They rang twice',
    });
    await desk.caughtUp();
    const [notice] = await noticesOf('executive', id);
    expect(notice).toMatchObject({ kind: 'ticket-escalated', level: 'executive', promise: null });
    expect(JSON.stringify(await logOf(`subjectId=${id}`))).not.toContain('rang');
  });
});

describe('a complaint', () => {
  it('is told to the role that owns it, over HTTP as by a ladder', async () => {
    const { id } = await desk.does('clerk', '/complaints', {
      customerId: people.customerId,
      source: 'customer',
      severity: 'general',
      description: 'Words of the customer.',
    });
    await desk.caughtUp();
    const [notice] = await noticesOf('service-manager', id);
    expect(notice).toMatchObject({
      kind: 'complaint-opened',
      title: `Complaint opened – complaint ${id}`,
      severity: 'general',
      promise: null,
    });
    await eventually('the mail is settled', async () => {
      const items = await logOf(`subjectId=${id}&channel=email`);
      return items.length > 0 && items.every(({ settledAt }) => settledAt !== null);
    });
    expect(await logOf(`subjectId=${id}&channel=email`)).toMatchObject([
      { username: 'service-manager', state: 'not-sent', reason: 'no-address' },
    ]);
  });
});

describe('what an operator sees', () => {
  it('is how many notices wait', async () => {
    const page = await (await fetch(`${desk.base}/metrics`)).text();
    for (const name of ['waiting', 'held', 'failing', 'oldest_waiting_seconds']) {
      expect(page).toMatch(new RegExp(`^gongdan_notices_${name} \\d`, 'm'));
    }
  });
});
