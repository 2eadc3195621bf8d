import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Instant } from '@gongdan/core';
import { VirtualClock } from '@gongdan/simulation';
import { allItems, Desk } from './desk.js';
import { register, settle, stepsOf, type People } from './journey.js';

const clock = new VirtualClock('2026-03-02T01:00:00.000Z' as Instant);
let desk: Desk;
let people: People;

/** What every read of the desk showed, each at the moment at which it was asked. */
interface Photograph {
  readonly at: Instant;
  readonly shown: Readonly<Record<string, unknown>>;
}

const TICKETS = 4;
const LISTS = [
  '/tickets?limit=200',
  '/tickets?class=open&limit=2',
  '/tickets?status=assigned,accepted&limit=200',
  '/tickets?text=cool&limit=200',
  '/tickets?text=leaks&limit=200',
];
const photographs: Photograph[] = [];
const ids: string[] = [];

async function photograph(): Promise<void> {
  await desk.caughtUp();
  photographs.push({ at: clock.now(), shown: await show('') });
  clock.advance(60_000);
}

/** `asOf`: the end of a query string, or nothing for now. */
async function show(asOf: string): Promise<Record<string, unknown>> {
  const shown: Record<string, unknown> = {};
  for (const list of LISTS) shown[list] = await allItems(desk, 'clerk', `${list}${asOf}`);
  const { lanes } = await desk.get('clerk', `/board?limit=200${asOf}`);
  shown['board'] = lanes;
  shown['load'] = (await desk.get('clerk', `/technicians/load?from=2026-03-02${asOf}`))['items'];
  const { totals, items } = await desk.get('clerk', `/register?day=2026-03-02${asOf}`);
  shown['register'] = { totals, items };
  for (const id of ids) shown[id] = await ticket(id, asOf);
  return shown;
}

/** Without what is always of now: the position, and what may be done. */
async function ticket(id: string, asOf: string): Promise<Record<string, unknown>> {
  const { status, body } = await desk.ask('clerk', `GET /tickets/${id}?minPosition=0${asOf}`);
  if (status === 404) return {};
  const { position: _position, commands: _commands, ...rest } = body;
  return rest;
}

/** Several tickets go their way side by side; after every step all reads are photographed. */
beforeAll(async () => {
  desk = await Desk.open({ clock });
  people = await settle(desk);
  for (let index = 0; index < TICKETS; index++) {
    ids.push((await register(desk, people, { category: 'paid' })).id);
    await photograph();
  }
  for (const [step, [who, command, body]] of stepsOf('paid', people).entries()) {
    for (const [index, id] of ids.entries()) {
      // The last ticket is cancelled on the way.
      if (index === TICKETS - 1 && step > 3) continue;
      await desk.does(who, `/tickets/${id}/${command}`, body);
      clock.advance(1_000);
    }
    if (step === 2) await desk.does('clerk', `/tickets/${ids[0]}/amend`, { title: 'Leaks' });
    if (step === 3) await desk.does('clerk', `/tickets/${ids.at(-1)}/cancel`, { reason: 'Moved' });
    await photograph();
  }
  await desk.does('clerk', `/tickets/${ids[1]}/reopen`, { reason: 'Fault came back' });
  await photograph();
}, 120_000);
afterAll(() => desk.close());

describe('asOf', () => {
  it('shows everything as it was shown then', async () => {
    expect(photographs.length).toBeGreaterThan(15);
    for (const { at, shown } of photographs) {
      const then = await show(`&asOf=${at}`);
      const known = Object.fromEntries(Object.keys(shown).map((name) => [name, then[name]]));
      expect({ at, shown: known }).toEqual({ at, shown });
    }
  });

  it('shows nothing of a time before the first ticket', async () => {
    const before = '&asOf=2026-03-02T00:59:59Z';
    for (const list of LISTS) expect(await allItems(desk, 'clerk', `${list}${before}`)).toEqual([]);
    expect(await ticket(ids[0] ?? '', before)).toEqual({});
    expect((await desk.get('clerk', `/board?limit=1${before}`))['count']).toBe(0);
  });

  it('tells a ticket that was not there yet from one that never was', async () => {
    const ask = async (id: string) =>
      (await desk.ask('clerk', `GET /tickets/${id}?asOf=2026-03-02T00:59:59Z`)).body;
    expect(await ask(ids[0] ?? '')).toMatchObject({
      code: 'TICKET.NOT_FOUND',
      detail: 'The ticket was not there yet at 2026-03-02T00:59:59.000Z.',
    });
    expect(await ask('t1')).toMatchObject({
      code: 'TICKET.NOT_FOUND',
      detail: 'There is no such ticket.',
    });
  });

  it.each([
    '/tickets',
    '/tickets/t1',
    '/board',
    '/register',
    '/technicians/load',
    '/technicians/t1',
    '/customers/c1',
    '/customers/c1/history',
    '/customers/c1/history/count',
    '/invoices/i1',
    '/surveys/s1',
    '/complaints/c1',
  ])('refuses the future: %s', async (path) => {
    const { status, body } = await desk.ask('auditor', `GET ${path}?asOf=2099-01-01T00:00:00Z`);
    expect([status, body['code']]).toEqual([422, 'REQUEST.IN_THE_FUTURE']);
  });
});

describe('asOf with what was reported late', () => {
  let real: Desk;
  let id: string;
  const HOUR_MS = 3_600_000;
  const ago = (hours: number): string => new Date(Date.now() - hours * HOUR_MS).toISOString();
  const titleAsOf = async (asOf: string, basis: string): Promise<unknown> =>
    (await real.ask('clerk', `GET /tickets/${id}?asOf=${asOf}&basis=${basis}`)).body['title'];
  const listedAsOf = async (asOf: string, basis: string): Promise<unknown[]> => {
    const list = await allItems(real, 'clerk', `/tickets?asOf=${asOf}&basis=${basis}`);
    return list.map(({ title }) => title);
  };

  beforeAll(async () => {
    real = await Desk.open();
    const known = await settle(real);
    id = (await register(real, known, { title: 'Leaks', occurredAt: ago(3) })).id;
    await real.does('clerk', `/tickets/${id}/amend`, { title: 'Bursts', occurredAt: ago(1) });
    await real.caughtUp();
  });
  afterAll(() => real.close());

  it('goes by when it happened, or by when the desk came to know of it', async () => {
    const events = (await real.get('clerk', `/tickets/${id}/events`))['items'] as {
      recordedtime: string;
    }[];
    const [registered = '', amended = ''] = events.map(({ recordedtime }) => recordedtime);
    for (const titles of [
      async (asOf: string, basis: string) => [await titleAsOf(asOf, basis)],
      listedAsOf,
    ]) {
      expect(await titles(ago(2), 'occurred')).toEqual(['Leaks']);
      expect(await titles(ago(0.5), 'occurred')).toEqual(['Bursts']);
      expect(await titles(registered, 'recorded')).toEqual(['Leaks']);
      expect(await titles(amended, 'recorded')).toEqual(['Bursts']);
    }
    expect(await listedAsOf(ago(2), 'recorded')).toEqual([]);
    expect(await listedAsOf(ago(4), 'occurred')).toEqual([]);
    expect(await titleAsOf(ago(2), 'recorded')).toBe('Not Found');
  });
});
