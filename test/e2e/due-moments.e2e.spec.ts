import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { allItems, Desk } from './desk.js';
import { register, settle, type People } from './journey.js';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** Timers fire by the database’s clock, within a second. */
const TOLD_MS_MAX = 20_000;

let desk: Desk;
let people: People;
const start = Date.now();
const ago = (minutes: number): string => new Date(start - minutes * MINUTE_MS).toISOString();

type Shown = Record<string, unknown>;
interface Due {
  readonly dueAt: unknown;
  readonly dueClock: unknown;
  readonly dueState: unknown;
}
const dueOf = ({ dueAt, dueClock, dueState }: Shown): Due => ({ dueAt, dueClock, dueState });
const NOTHING: Due = { dueAt: null, dueClock: null, dueState: null };

interface Clock {
  readonly clock: string;
  readonly status: string;
  readonly state: string;
  readonly dueAt: string | null;
  readonly cycle: number;
}

/** What the promises themselves say, judged anew from the events: the nearest due moment. */
async function judged(id: string, asOf = ''): Promise<Due> {
  const { clocks } = (await desk.get('clerk', `/tickets/${id}/sla?minPosition=0${asOf}`)) as {
    clocks?: Clock[];
  };
  const open = (clocks ?? []).filter(({ status }) => status === 'running' || status === 'paused');
  const [nearest] = open
    .filter(({ dueAt }) => dueAt !== null)
    .toSorted(
      (one, other) =>
        String(one.dueAt).localeCompare(String(other.dueAt)) || (one.clock < other.clock ? -1 : 1),
    );
  if (nearest !== undefined) {
    return { dueAt: nearest.dueAt, dueClock: nearest.clock, dueState: nearest.state };
  }
  return open.length === 0 ? NOTHING : { ...NOTHING, dueState: 'paused' };
}

async function everywhere(asOf = ''): Promise<Map<string, Due[]>> {
  const found = new Map<string, Due[]>();
  const add = (item: Shown): void => {
    const id = String(item['id']);
    found.set(id, [...(found.get(id) ?? []), dueOf(item)]);
  };
  for (const item of await allItems(desk, 'clerk', `/tickets?limit=200${asOf}`)) add(item);
  const { lanes } = await desk.get('clerk', `/board?limit=200${asOf}`);
  for (const { items } of lanes as { items: Shown[] }[]) for (const item of items) add(item);
  for (const id of found.keys())
    add(await desk.get('clerk', `/tickets/${id}?minPosition=0${asOf}`));
  return found;
}

/** Waits until what is told of all tickets is what is so. */
async function told(): Promise<void> {
  const end = Date.now() + TOLD_MS_MAX;
  for (;;) {
    await desk.caughtUp();
    const wrong: unknown[] = [];
    for (const [id, all] of await everywhere()) {
      const so = await judged(id);
      for (const due of all) if (JSON.stringify(due) !== JSON.stringify(so)) wrong.push([due, so]);
    }
    if (wrong.length === 0) return;
    if (Date.now() > end) throw new Error(`not told in time: ${JSON.stringify(wrong)}`);
    await pause(50);
  }
}

const urgent = async (minutes: number, more: object = {}): Promise<string> => {
  const fields = { priority: 'urgent', category: 'free', occurredAt: ago(minutes), ...more };
  return (await register(desk, people, fields)).id;
};

const does = (id: string, who: string, command: string, minutes: number, body: object = {}) =>
  desk.does(who, `/tickets/${id}/${command}`, { ...body, occurredAt: ago(minutes) });

/** From its assignment to the beginning of the work, each step a minute later. */
async function goThere(id: string, minutes: number): Promise<void> {
  const { technicianId } = people;
  await does(id, 'dispatcher', 'assign', minutes, { technicianId });
  for (const [index, command] of ['accept', 'depart', 'arrive', 'start'].entries()) {
    await does(id, 'technician', command, minutes - 1 - index);
  }
}

/** Urgent: acknowledged within 30 minutes, dispatched within 60, there within 240, put right within a day. */
const tickets = {
  open: '',
  atRisk: '',
  breached: '',
  late: '',
  rests: '',
  overturned: '',
  moved: '',
};
const photographs: { readonly at: string; readonly shown: Map<string, Due[]> }[] = [];

async function photograph(): Promise<void> {
  await told();
  await desk.caughtUp();
  const shown = await everywhere();
  photographs.push({ at: new Date().toISOString(), shown });
}

beforeAll(async () => {
  desk = await Desk.open();
  people = await settle(desk);
  tickets.open = await urgent(0);
  tickets.atRisk = await urgent(20);
  tickets.breached = await urgent(130);
  tickets.late = await urgent(360);
  tickets.rests = await urgent(300);
  tickets.overturned = await urgent(1_800);
  tickets.moved = await urgent(200, { priority: 'normal' });
  await photograph();
  // He was there in time, and only now says so.
  await goThere(tickets.late, 340);
  const work = { description: 'Refilled', minutes: 45 };
  await does(tickets.late, 'technician', 'record-work', 201, work);
  await does(tickets.late, 'technician', 'finish', 200, { resolution: 'Cools.' });
  await goThere(tickets.rests, 280);
  const parts = { reason: 'waiting-for-parts' };
  await does(tickets.rests, 'technician', 'pause', 100, parts);
  await photograph();
  // The day that was promised was interrupted, as it now turns out.
  await goThere(tickets.overturned, 1_795);
  await does(tickets.overturned, 'technician', 'pause', 1_000, parts);
  await does(tickets.overturned, 'technician', 'resume', 600);
  await does(tickets.moved, 'dispatcher', 'prioritise', 150, { priority: 'urgent', reason: 'Hot' });
  await photograph();
}, 120_000);
afterAll(() => desk.close());

const idsOf = (items: readonly Shown[]): string[] => items.map(({ id }) => String(id));
const listed = async (query: string): Promise<Shown[]> =>
  allItems(desk, 'clerk', `/tickets?limit=3&${query}`);

describe('due moments', () => {
  it('are shown with ticket, list and board once the promises are told', async () => {
    const now = await everywhere();
    const shown = (id: string) => now.get(id)?.[0];
    expect(shown(tickets.open)).toEqual({
      dueAt: new Date(Date.parse(ago(0)) + 30 * MINUTE_MS).toISOString(),
      dueClock: 'acknowledge',
      dueState: 'open',
    });
    expect(shown(tickets.atRisk)).toMatchObject({ dueClock: 'acknowledge', dueState: 'at-risk' });
    expect(shown(tickets.breached)).toMatchObject({
      dueAt: ago(100),
      dueClock: 'acknowledge',
      dueState: 'breached',
    });
    expect(shown(tickets.rests)).toEqual({ ...NOTHING, dueState: 'paused' });
    expect(shown(tickets.overturned)).toMatchObject({ dueClock: 'resolution' });
    for (const [id, all] of now) {
      expect(all.length).toBeGreaterThan(1);
      for (const due of all) expect([id, due]).toEqual([id, all[0]]);
    }
  });

  it('come with the time that is left by the clock on the wall', async () => {
    const [open] = await listed(`dueState=open&dueClock=acknowledge`);
    const left = Number(open?.['dueInMs']);
    expect(left).toBeGreaterThan(20 * MINUTE_MS);
    expect(left).toBeLessThanOrEqual(30 * MINUTE_MS);
    const over = await desk.get('clerk', `/tickets/${tickets.breached}`);
    expect(Number(over['dueInMs'])).toBeLessThanOrEqual(-100 * MINUTE_MS);
    const rests = await desk.get('clerk', `/tickets/${tickets.rests}`);
    expect(rests['dueInMs']).toBeNull();
  });

  it('leave version, position and last event of the ticket alone', async () => {
    // One that is not broken: that would climb, which is an event of its own.
    const ticket = await desk.get('clerk', `/tickets/${tickets.atRisk}`);
    expect(ticket).toMatchObject({ version: 1, lastEventType: 'TicketRegistered' });
    expect(ticket['lastEventAt']).toBe(ago(20));
  });

  it.each(['dueState=breached', 'dueState=open,at-risk', 'dueState=paused', 'dueClock=resolution'])(
    'are what lists are narrowed by, and counted: %s',
    async (query) => {
      const [member = '', words = ''] = query.split('=');
      const items = await listed(query);
      const all = await listed('sort=due');
      const passing = all.filter((item) => words.split(',').includes(String(item[member])));
      expect(passing.length).toBeGreaterThan(0);
      expect(idsOf(items)).toEqual(idsOf(passing));
      const count = await desk.get('clerk', `/tickets/count?${query}`);
      expect(count['count']).toBe(passing.length);
      const { count: cards } = await desk.get('clerk', `/board?${query}`);
      expect(cards).toBe(passing.length);
      const asOf = `&asOf=${new Date().toISOString()}`;
      expect(idsOf(await listed(query + asOf)).toSorted()).toEqual(idsOf(passing).toSorted());
      const then = await desk.get('clerk', `/board?${query}${asOf}`);
      expect(then['count']).toBe(passing.length);
    },
  );

  it('bound lists from both sides', async () => {
    const all = await listed('sort=due');
    const middle = String(all[2]?.['dueAt']);
    const dues = (items: readonly Shown[]) => items.map(({ dueAt }) => String(dueAt));
    expect(dues(await listed(`dueBefore=${middle}`)).every((due) => due < middle)).toBe(true);
    expect(dues(await listed(`dueFrom=${middle}`)).every((due) => due >= middle)).toBe(true);
    const before = await listed(`dueBefore=${middle}&sort=-due`);
    const from = await listed(`dueFrom=${middle}`);
    const withDue = all.filter(({ dueAt }) => dueAt !== null);
    expect(before.length + from.length).toBe(withDue.length);
    expect([...idsOf(before).toReversed(), ...idsOf(from)]).toEqual(idsOf(withDue));
  });

  it('are what lists and lanes are sorted by, in pages of any size, the rest at the end', async () => {
    for (const [sort, sign] of [
      ['due', 1],
      ['-due', -1],
    ] as const) {
      const items = await listed(`sort=${sort}`);
      expect(idsOf(items)).toEqual(
        idsOf(await allItems(desk, 'clerk', `/tickets?limit=200&sort=${sort}`)),
      );
      const places = items.map(({ dueAt }) =>
        typeof dueAt === 'string' ? sign * Date.parse(dueAt) : Infinity,
      );
      expect(places).toEqual(places.toSorted((one, other) => one - other));
      expect(items).toHaveLength(Object.keys(tickets).length);
    }
    const cards = async (asOf: string): Promise<string[]> => {
      const ids: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const path = `/board?sort=due&lane=to-assign&limit=1${asOf}${cursor && `&cursor=${cursor}`}`;
        const { lanes } = await desk.get('clerk', path);
        const [lane] = lanes as { items: Shown[]; nextCursor: string | null }[];
        ids.push(...idsOf(lane?.items ?? []));
        cursor = lane?.nextCursor ?? null;
      }
      return ids;
    };
    const inLane = await cards('');
    const sorted = idsOf(await listed('sort=due')).filter((id) => inLane.includes(id));
    expect(inLane.length).toBeGreaterThan(2);
    expect(inLane).toEqual(sorted);
    expect(await cards(`&asOf=${new Date().toISOString()}`)).toEqual(sorted);
  });

  it('are refused where all tickets would have to be sorted', async () => {
    for (const query of [
      'sort=due&text=cool',
      'sort=due&region=urban',
      `sort=-due&asOf=${ago(1)}`,
      'sort=updated&dueState=open',
      'sort=registered&dueClock=arrival',
      `sort=-registered&dueBefore=${ago(0)}`,
      'dueClock=arrival&team=one',
      'dueState=met',
    ]) {
      const { status, body } = await desk.ask('clerk', `GET /tickets?${query}`);
      expect([query, status, body['code']]).toEqual([query, 400, 'REQUEST.INVALID_QUERY']);
    }
  });
});

describe('due moments asOf', () => {
  /** Just before and after every moment at which anything happened; what is due then is breached right after. */
  async function moments(): Promise<string[]> {
    const found = new Set<number>();
    for (const id of Object.values(tickets)) {
      const { clocks } = (await desk.get('clerk', `/tickets/${id}/sla`)) as {
        clocks: { events: { occurredAt: string }[] }[];
      };
      const { timeline } = (await desk.get('clerk', `/tickets/${id}`)) as {
        timeline: { occurredAt: string }[];
      };
      for (const { occurredAt } of [...timeline, ...clocks.flatMap(({ events }) => events)]) {
        for (const around of [-1, 1]) found.add(Date.parse(occurredAt) + around);
      }
    }
    return [...found]
      .filter((at) => at > start - 2 * DAY_MS && at <= start)
      .toSorted((one, other) => one - other)
      .map((at) => new Date(at).toISOString());
  }

  it('are those that the promises give at that moment', async () => {
    const wrong: unknown[] = [];
    for (const at of await moments()) {
      for (const [id, all] of await everywhere(`&asOf=${at}`)) {
        const so = await judged(id, `&asOf=${at}`);
        const name = Object.entries(tickets).find((entry) => entry[1] === id)?.[0];
        const due = all.find((each) => JSON.stringify(each) !== JSON.stringify(so));
        if (due !== undefined) wrong.push({ name, at, due, so });
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it('by what was known are those that were shown then', async () => {
    for (const { at, shown } of photographs) {
      expect(await everywhere(`&basis=recorded&asOf=${at}`)).toEqual(shown);
    }
  });

  it('leave time that is counted from that moment', async () => {
    const asOf = ago(110);
    const then = await desk.get('clerk', `/tickets/${tickets.breached}?asOf=${asOf}`);
    expect(then).toMatchObject({ dueInMs: 10 * MINUTE_MS, dueState: 'at-risk', dueAt: ago(100) });
  });
});

describe('rows with due moments', () => {
  it('are what a fresh fold of the log makes them', async () => {
    expect(await desk.differences()).toEqual([]);
  });
});
