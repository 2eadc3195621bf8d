import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICE_CATEGORIES } from '@gongdan/contracts';
import type { Instant } from '@gongdan/core';
import { VirtualClock } from '@gongdan/simulation';
import { LANES, LOAD_PHASES } from '@gongdan/ticket';
import { allItems, Desk } from './desk.js';
import { register, settle, stepsOf, travel, type People } from './journey.js';

const DAY_MS = 86_400_000;
const clock = new VirtualClock('2026-03-02T01:00:00.000Z' as Instant);
let desk: Desk;
let people: People;

/** Tickets in every lane (but billing, which they leave by themselves), one a minute. */
beforeAll(async () => {
  desk = await Desk.open({ clock });
  people = await settle(desk);
  for (const [, command] of stepsOf('paid', people)) {
    await travel(desk, people, 'paid', command);
    clock.advance(60_000);
  }
  for (const category of SERVICE_CATEGORIES) {
    await register(desk, people, { category });
    await travel(desk, people, category, 'arrive');
    clock.advance(60_000);
  }
  await register(desk, people, { title: '客厅空调漏水', priority: 'urgent', category: 'free' });
  await desk.caughtUp();
}, 120_000);
afterAll(() => desk.close());

const idsOf = (items: readonly Record<string, unknown>[]): string[] =>
  items.map(({ id }) => String(id));

const countOf = async (query: string): Promise<number> =>
  Number((await desk.get('clerk', `/tickets/count?${query}`))['count']);

describe('GET /tickets', () => {
  it.each([
    '',
    'status=registered,assigned',
    'stage=field',
    'class=open,active',
    'class=closed',
    'category=paid',
    'priority=urgent',
    'priority=urgent,normal',
    'channel=phone',
    'text=conditioner',
    'text=cond*%20warm',
    'text=空调',
    'text=漏',
    'text=nowhere',
    'team=none',
    'level=handler,executive',
    'level=executive',
    'carriedOver=true',
    'carriedOver=false&level=handler',
    'registeredFrom=2026-03-02T01:10:00Z&registeredTo=2026-03-02T01:20:00Z',
    'category=paid&class=active&text=cool',
  ])('pages of any size show what the count says: %s', async (query) => {
    const count = await countOf(query);
    const whole = idsOf(await allItems(desk, 'clerk', `/tickets?${query}&limit=200`));
    expect(whole).toHaveLength(count);
    expect(new Set(whole).size).toBe(count);
    const pieces = idsOf(await allItems(desk, 'clerk', `/tickets?${query}&limit=7`));
    expect(pieces).toEqual(whole);
    const upwards = idsOf(
      await allItems(desk, 'clerk', `/tickets?${query}&limit=7&sort=registered`),
    );
    expect(upwards).toEqual(whole.toReversed());
  });

  it('sorts by the last change', async () => {
    const items = await allItems(desk, 'clerk', '/tickets?sort=-updated&limit=9');
    const positions = items.map(({ position }) => Number(position));
    expect(positions).toEqual(positions.toSorted((one, other) => other - one));
    expect(items).toHaveLength(await countOf(''));
  });

  it('finds by number, technician, customer and Chinese words', async () => {
    const [some] = await allItems(desk, 'clerk', '/tickets?status=scheduled');
    const number = String(some?.['number']);
    const one = async (query: string) => idsOf(await allItems(desk, 'clerk', `/tickets?${query}`));
    expect(await one(`number=${number}`)).toEqual([some?.['id']]);
    expect(await one(`text=${number}`)).toEqual([some?.['id']]);
    expect(await one(`technician=${people.technicianId}&text=${number}`)).toHaveLength(1);
    expect(await one('customer=nobody')).toEqual([]);
    expect(await one('text=空调漏水')).toHaveLength(1);
    expect(await one('text=空水')).toEqual([]);
  });

  it('refuses cursors of other lists, odd sorts and empty searches', async () => {
    const page = await desk.get('clerk', '/tickets?limit=1');
    const cursor = String(page['nextCursor']);
    for (const query of [
      `cursor=${cursor}&category=paid`,
      `cursor=${cursor}&sort=registered`,
      'cursor=bm9uc2Vuc2U',
      'text=cool&sort=-updated',
      'text=%20--%20',
      'sort=updated&asOf=2026-03-02T01:10:00Z',
      'basis=recorded',
      'limit=0',
      'limit=201',
      'status=',
    ]) {
      const answer = await desk.ask('clerk', `GET /tickets?${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
    }
  });
});

describe('a status that no workflow has', () => {
  it.each([
    'GET /tickets?status=assigned,asigned',
    'GET /tickets?status=asigned&asOf=2026-03-02T01:10:00Z',
    'GET /tickets/count?status=asigned',
  ])('is refused with those there are: %s', async (request) => {
    const { status, body } = await desk.ask('clerk', request);
    expect({ status, code: body['code'] }).toEqual({ status: 400, code: 'REQUEST.INVALID_QUERY' });
    const message = expect.stringMatching(/^must be one of .*\bassigned, .*; 'asigned' is none$/);
    expect(body['violations']).toEqual([{ path: '/status', message }]);
  });

  it('is none that only one of the workflows has, or only the imported one', async () => {
    const { workflows } = desk.engine;
    for (const { name } of workflows.all().flatMap(({ states }) => states)) {
      expect(await desk.get('clerk', `/tickets/count?status=${name}`)).toHaveProperty('count');
    }
  });
});

describe('GET /board', () => {
  interface Lane {
    readonly lane: string;
    readonly count: number;
    readonly items: readonly Record<string, unknown>[];
  }
  const lanesOf = async (query = ''): Promise<Lane[]> =>
    (await desk.get('dispatcher', `/board?${query}`))['lanes'] as Lane[];

  it('counts in every lane what paging through it shows', async () => {
    const lanes = await lanesOf('limit=2');
    expect(lanes.map(({ lane }) => lane)).toEqual([...LANES]);
    const empty = lanes.filter(({ count }) => count === 0).map(({ lane }) => lane);
    expect(empty).toEqual(['billing']);
    for (const { lane, count } of lanes) {
      const page = (query: string) => desk.get('dispatcher', `/board?lane=${lane}&limit=2${query}`);
      const ids: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const answer: Record<string, unknown> = await page(cursor && `&cursor=${cursor}`);
        const [only] = answer['lanes'] as (Lane & { nextCursor: string | null })[];
        ids.push(...idsOf(only?.items ?? []));
        cursor = only?.nextCursor ?? null;
      }
      expect([lane, new Set(ids).size]).toEqual([lane, count]);
    }
  });

  it('has as many cards as there are open tickets', async () => {
    const board = await desk.get('dispatcher', '/board');
    expect(board['count']).toBe(await countOf('class=open,active,paused,resolved'));
  });

  it('puts a ticket that needs no approval where it can be assigned at once', async () => {
    const [urgent] = await allItems(desk, 'clerk', '/tickets?text=空调漏水');
    const lanes = await lanesOf();
    const holder = lanes.find(({ items }) => idsOf(items).includes(String(urgent?.['id'])));
    expect(holder?.lane).toBe('to-assign');
    expect(idsOf(holder?.items ?? [])[0]).toBe(urgent?.['id']);
  });

  it('is the same as of now as it is now', async () => {
    clock.advance(1_000);
    const now = await lanesOf('limit=200');
    expect(await lanesOf(`limit=200&asOf=${clock.now()}`)).toEqual(now);
    const filtered = await lanesOf('limit=3&category=paid&priority=normal');
    const then = await lanesOf(`limit=3&category=paid&priority=normal&asOf=${clock.now()}`);
    const without = (lanes: Lane[]) =>
      lanes.map(({ lane, count, items }) => ({ lane, count, items }));
    expect(without(then)).toEqual(without(filtered));
  });
});

describe('loads and register', () => {
  it('count what their lists show', async () => {
    const load = await desk.get('dispatcher', `/technicians/${people.technicianId}/load`);
    const list = (query: string) =>
      allItems(
        desk,
        'dispatcher',
        `/technicians/${people.technicianId}/load/tickets?${query}limit=5`,
      );
    expect(await list('')).toHaveLength(Number(load['inHand']) + Number(load['finished']));
    const members = { waiting: 0, scheduled: 0, 'in-progress': 0, paused: 0, finished: 0 };
    for (const phase of LOAD_PHASES) members[phase] = (await list(`phase=${phase}&`)).length;
    expect(load).toMatchObject({
      waiting: members.waiting,
      scheduled: members.scheduled,
      inProgress: members['in-progress'],
      paused: members.paused,
      finished: members.finished,
    });
    expect(Object.values(members).every((count) => count > 0)).toBe(true);
    const inHand = await countOf(`technician=${people.technicianId}&class=open,active,paused`);
    expect(load['inHand']).toBe(inHand);
    const overview = await desk.get('dispatcher', '/technicians/load');
    expect(overview['items']).toEqual([
      Object.fromEntries(Object.entries(load).filter(([name]) => name !== 'position')),
    ]);
  });

  it('sum recorded minutes by day', async () => {
    const load = await desk.get('technician', `/technicians/${people.technicianId}/load?days=1`);
    const reports = (await desk.get('auditor', '/events?types=WorkRecorded&limit=1000'))[
      'items'
    ] as { data: { minutes: number } }[];
    const minutes = reports.reduce((sum, { data }) => sum + data.minutes, 0);
    expect(load).toMatchObject({ minutes, days: [{ day: '2026-03-02', minutes }] });
  });

  it('list the registrations of a day and how far they have come', async () => {
    const page = await desk.get('clerk', '/register?day=2026-03-02&limit=200');
    const lines = await allItems(desk, 'clerk', '/register?day=2026-03-02&limit=11');
    expect(lines).toEqual(page['items']);
    const reached = (member: string) => lines.filter((line) => line[member] !== null).length;
    expect(page['totals']).toEqual({
      registered: lines.length,
      dispatched: reached('dispatchedAt'),
      arrived: reached('arrivedAt'),
      finished: reached('finishedAt'),
      signed: reached('signedAt'),
      countersigned: reached('countersignedAt'),
      archived: reached('archivedAt'),
      billed: reached('billedAt'),
      closed: reached('closedAt'),
      cancelled: reached('cancelledAt'),
    });
    expect(lines).toHaveLength(await countOf(''));
    const elsewhere = await desk.get('clerk', '/register?day=2026-03-01&zone=UTC');
    expect(elsewhere['totals']).toMatchObject({ registered: 0 });
  });
});

/** A day later there is a day less. */
const withoutTimeLeft = (answer: object): string =>
  JSON.stringify(answer, (name, value: unknown) => (name === 'dueInMs' ? undefined : value));

describe('a list that was begun before midnight', () => {
  beforeAll(async () => {
    await travel(desk, people, 'paid'); // a second invoice
    await desk.caughtUp();
  });

  it.each([
    '/register?limit=2',
    '/technicians/{technician}/load/tickets?limit=2',
    '/invoices?overdue=false&limit=1',
  ])('goes on after it as it was: %s', async (list) => {
    const path = list.replace('{technician}', people.technicianId);
    const first = await desk.get('auditor', path);
    const next = `${path}&cursor=${String(first['nextCursor'])}`;
    const before = await desk.get('auditor', next);
    clock.advance(DAY_MS);
    const after = await desk.get('auditor', next);
    clock.advance(-DAY_MS);
    expect(first['nextCursor']).toEqual(expect.any(String));
    expect((before['items'] as unknown[]).length).toBeGreaterThan(0);
    expect(withoutTimeLeft(after)).toEqual(withoutTimeLeft(before));
  });

  it.each(['2026-99-99.x', '2026-03-02.', '2026-03-02.bm9uc2Vuc2U', '.', 'x'])(
    'takes no other cursor: %s',
    async (cursor) => {
      const { status, body } = await desk.ask('auditor', `GET /invoices?cursor=${cursor}`);
      expect([status, body['code']]).toEqual([400, 'REQUEST.INVALID_QUERY']);
    },
  );
});

describe('the pull feed', () => {
  it('hands out the whole log in order, without gaps, in pages of any size', async () => {
    const last = await desk.engine.store.lastPosition();
    const positions: number[] = [];
    for (let after = 0; ;) {
      const page = await desk.get('integration', `/events?after=${after}&limit=37`);
      const items = page['items'] as { position: number }[];
      positions.push(...items.map(({ position }) => position));
      if (page['nextAfter'] === after) break;
      after = Number(page['nextAfter']);
    }
    expect(positions).toEqual(Array.from({ length: last }, (_, index) => index + 1));
  });

  it('shows personal texts to those who are entitled', async () => {
    const dataFor = async (who: string) =>
      (await desk.get(who, '/events?types=CustomerRegistered'))['items'] as {
        data: { name: string };
      }[];
    expect((await dataFor('auditor'))[0]?.data.name).toBe('Customer One');
    expect((await dataFor('integration'))[0]?.data.name).toBe('[sealed]');
  });
});
