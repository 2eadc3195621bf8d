import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkRollUp } from '../../libs/sla/roll-up/check-roll-up.js';
import { allItems, Desk } from './desk.js';
import { register, settle, type People } from './journey.js';

type Group = {
  from: string | null;
  to: string | null;
  values: Record<string, string | null>;
  figures: { metric: string; unit: string; value: number | null; query: string }[];
};

const HOUR_MS = 3_600_000;
const MANAGER = 'service-manager';
let desk: Desk;
let people: People;
let begunAt: number;

/** So many hours before the test began. */
const ago = (hours: number): string => new Date(begunAt - hours * HOUR_MS).toISOString();

/** A ticket that was registered and assigned so many hours ago; urgent ones run around the clock. */
async function ticket(hours: number, assignedAfter: number | null, more: object = {}) {
  const { id } = await register(desk, people, {
    category: 'free',
    priority: 'urgent',
    site: { address: 'Road 1', region: 'urban' },
    occurredAt: ago(hours),
    ...more,
  });
  if (assignedAfter !== null) {
    await desk.does('dispatcher', `/tickets/${id}/assign`, {
      technicianId: people.technicianId,
      occurredAt: ago(hours - assignedAfter),
    });
  }
  return id;
}

const steps = async (
  id: string,
  hours: number,
  commands: readonly (readonly [string, object])[],
) => {
  for (const [command, body] of commands) {
    await desk.does('technician', `/tickets/${id}/${command}`, { ...body, occurredAt: ago(hours) });
  }
};

const metrics = async (query: string): Promise<Group[]> =>
  (await desk.get(MANAGER, `/sla/metrics?${query}`))['groups'] as Group[];

const figure = (group: Group | undefined, metric: string) =>
  group?.figures.find((each) => each.metric === metric)?.value;

const countOf = async (query: string): Promise<number> =>
  Number((await desk.get(MANAGER, query.replace('?', '/count?')))['count']);

const daysAround = (): string => `from=${ago(72).slice(0, 10)}&to=${ago(-72).slice(0, 10)}`;

/** What only time does is told by timers: waited for, as any reader would. */
async function until(path: string, count: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    await desk.caughtUp();
    if ((await countOf(path)) === count) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${path} did not come to ${count}: ${await countOf(path)}`);
}

/** Urgent ones run around the clock: their verdicts do not depend on when the test runs. */
beforeAll(async () => {
  begunAt = Date.now();
  desk = await Desk.open();
  people = await settle(desk);
  await ticket(0.1, null); // four clocks run
  await ticket(10, 0.25); // acknowledged and dispatched in time; nobody came
  await ticket(10, 3); // acknowledged and dispatched too late; nobody came
  await ticket(30, null); // all four are broken
  const mended = await ticket(8, 0.25); // he came too late, but it was mended in time
  await steps(mended, 2, [
    ['accept', {}],
    ['depart', {}],
    ['arrive', {}],
    ['start', {}],
    ['record-work', { description: 'Refilled', minutes: 30 }],
    ['finish', { resolution: 'Cools again.' }],
  ]);
  await until('/sla/clocks?state=breached', 6);
}, 90_000);
afterAll(() => desk.close());

describe('lists of clocks', () => {
  it.each([
    ['/sla/clocks', 20],
    ['/sla/clocks?state=open', 6],
    ['/sla/clocks?state=met,missed', 8],
    ['/sla/clocks?state=breached&clock=arrival', 3],
    ['/sla/clocks?team=none&state=breached', 6],
    ['/sla/clocks?region=suburban', 0],
  ])('%s has %d, page by page and counted', async (path, count) => {
    expect(await countOf(path.includes('?') ? path : `${path}?`)).toBe(count);
    const mark = path.includes('?') ? '&' : '?';
    const items = await allItems(desk, MANAGER, `${path}${mark}limit=3`);
    expect(new Set(items.map(({ runId }) => runId)).size).toBe(count);
  });

  it.each(['due', '-due', 'start', '-start'])('come in the order %s', async (order) => {
    const path = `/sla/clocks?state=open,breached,met,missed&order=${order}&limit=4`;
    const items = await allItems(desk, MANAGER, path);
    const keys = items.map((item) => String(item[order.endsWith('due') ? 'dueAt' : 'startedAt']));
    const sorted = keys.toSorted();
    expect(keys).toEqual(order.startsWith('-') ? sorted.reverse() : sorted);
    expect(items).toHaveLength(20);
  });

  it('tell the time that is left, in business and by the wall clock', async () => {
    const [item] = await allItems(desk, MANAGER, '/sla/clocks?state=open&clock=acknowledge');
    const left = Number(item?.['remainingMs']);
    expect(left).toBeGreaterThan(20 * 60_000);
    expect(Math.trunc(left / 1_000)).toBe(item?.['remainingSeconds']);
    expect(item?.['remaining']).toMatch(/^PT2\d?M/);
    const [broken] = await allItems(desk, MANAGER, '/sla/clocks?state=breached&clock=arrival');
    expect(Number(broken?.['remainingMs'])).toBeLessThan(0);
    const [met] = await allItems(desk, MANAGER, '/sla/clocks?state=met');
    expect(met).toMatchObject({ remainingMs: null, remaining: null, remainingSeconds: null });
  });

  it('have breaches: those open and those that stopped too late, the latest first', async () => {
    const items = await allItems(desk, MANAGER, '/sla/breaches?limit=2');
    expect(items).toHaveLength(9);
    const dues = items.map(({ dueAt }) => String(dueAt));
    expect(dues).toEqual(dues.toSorted().reverse());
    expect(await allItems(desk, MANAGER, '/sla/at-risk')).toEqual([]);
  });

  it.each(['/sla/breaches', '/sla/breaches?asOf=now'])(
    '%s names every ticket by the number that people know',
    async (path) => {
      const items = await allItems(desk, MANAGER, path.replace('now', new Date().toISOString()));
      expect(items.length).toBeGreaterThan(0);
      for (const { subjectId, ticketNumber } of items) {
        const { number } = await desk.get(MANAGER, `/tickets/${String(subjectId)}`);
        expect(ticketNumber).toBe(number);
      }
    },
  );

  it('show a technician what is his', async () => {
    const items = await allItems(desk, 'technician', '/sla/clocks');
    expect(items).toHaveLength(12);
    expect(await allItems(desk, 'helper', '/sla/clocks')).toEqual([]);
    expect((await desk.ask('technician', 'GET /sla/metrics')).status).toBe(403);
    expect((await desk.ask('technician', 'GET /sla/breaches')).status).toBe(403);
  });
});

describe('as of an earlier moment', () => {
  it.each([
    // Before anything but the oldest was registered: half a day after the start of its clocks.
    [18, 'state=breached', 3],
    [18, 'state=open,at-risk', 1],
    [9.6, 'clock=acknowledge&state=breached', 1],
    [9.4, 'clock=acknowledge&state=breached', 2],
    [5.9, 'clock=arrival&state=breached', 3],
    [3.9, 'clock=arrival&state=breached', 4],
    [1.9, 'clock=arrival&state=breached', 3],
    [40, '', 0],
  ])('%d hours ago, %s: %d', async (hours, filter, count) => {
    const path = `/sla/clocks?${filter}${filter && '&'}asOf=${ago(hours)}`;
    expect(await countOf(path)).toBe(count);
    expect(await allItems(desk, MANAGER, `${path}&limit=1`)).toHaveLength(count);
  });

  it('goes by what was known, too', async () => {
    expect(await countOf(`/sla/clocks?asOf=${ago(1)}&basis=recorded`)).toBe(0);
    const now = new Date().toISOString();
    const known = await countOf(`/sla/clocks?state=breached&asOf=${now}&basis=recorded`);
    expect(known).toBe(6);
  });

  it('is now’s list where it is now', async () => {
    const now = await allItems(desk, MANAGER, '/sla/breaches?clock=arrival');
    const then = await allItems(desk, MANAGER, `/sla/breaches?asOf=${new Date().toISOString()}`);
    const open = now.filter(({ state }) => state === 'breached').map(({ runId }) => runId);
    expect(then.filter(({ clock }) => clock === 'arrival').map(({ runId }) => runId)).toEqual(open);
  });

  it.each([
    [`/sla/clocks?asOf=2999-01-01T00:00:00Z`, 422],
    [`/sla/clocks?state=met&asOf=2026-01-01T00:00:00Z`, 400],
    [`/sla/clocks?basis=recorded`, 400],
  ])('refuses %s', async (path, status) => {
    expect((await desk.ask(MANAGER, `GET ${path}`)).status).toBe(status);
  });
});

describe('figures', () => {
  it('of attainment follow the definition', async () => {
    const [all] = await metrics(daysAround());
    expect(all?.figures.map(({ metric, value }) => [metric, value])).toEqual([
      ['met', 5],
      ['missed', 3],
      ['breached', 6],
      ['judged', 14],
      ['attainment', 0.3571],
    ]);
  });

  it.each([
    ['groupBy=clock'],
    ['by=day&groupBy=clock,category,priority,region,tier,team,workflow'],
    ['by=week&groupBy=technician,clock'],
    ['by=month&groupBy=customer'],
    ['by=day&zone=America/New_York'],
    ['groupBy=clock&clock=arrival&priority=urgent,high'],
    ['technicianId=none'],
  ])('of attainment, %s, are as many as can be opened', async (query) => {
    const groups = await metrics(`${daysAround()}&${query}`);
    expect(groups.length).toBeGreaterThan(0);
    await expectOpened(groups);
  });

  it.each([
    ['figures=standing&groupBy=clock', 'open-now'],
    ['figures=backlog&groupBy=technician', 'backlog'],
    [`figures=resolutions&by=day&groupBy=category`, 'resolved'],
    [`figures=time-in-state`, 'tickets'],
  ])('%s are as many as can be opened', async (query, first) => {
    const days = /standing|backlog/.test(query) ? '' : `&${daysAround()}`;
    const groups = await metrics(`${query}${days}`);
    expect(Number(figure(groups[0], first))).toBeGreaterThan(0);
    await expectOpened(groups);
  });

  it('tell visits, reopenings and where the time went', async () => {
    const [resolved] = await metrics(`figures=resolutions&${daysAround()}`);
    expect(figure(resolved, 'first-time-fix-rate')).toBe(1);
    expect(figure(resolved, 'reopen-rate')).toBe(0);
    const [times] = await metrics(`figures=time-in-state&${daysAround()}`);
    expect(figure(times, 'time-open')).toBe(6 * HOUR_MS);
    const [backlog] = await metrics('figures=backlog');
    expect(figure(backlog, 'backlog-under-1-day')).toBe(3);
    expect(figure(backlog, 'backlog-1-to-3-days')).toBe(1);
  });

  it('are kept as a fresh count has them', async () => {
    expect(await checkRollUp(desk.engine.pool, 'Asia/Shanghai')).toEqual([]);
    expect(await desk.differences()).toEqual([]);
  });

  it.each([
    ['figures=standing&by=day', 400],
    ['figures=backlog&groupBy=clock', 400],
    ['from=2026-01-02&to=2026-01-02', 400],
    ['from=2016-01-02&to=2026-01-02', 400],
    ['zone=Middle/Earth', 400],
    ['figures=gossip', 400],
  ])('refuse %s', async (query, status) => {
    expect((await desk.ask(MANAGER, `GET /sla/metrics?${query}`)).status).toBe(status);
  });
});

/** A number equals the count of the list that it names. */
async function expectOpened(groups: readonly Group[]): Promise<void> {
  for (const { figures } of groups) {
    for (const { unit, value, query } of figures) {
      if (unit === 'count') expect([query, await countOf(query)]).toEqual([query, value]);
      else expect(await countOf(query)).toBeGreaterThan(0);
    }
  }
}

describe('files', () => {
  it('as CSV have a byte order mark, a line for each group and every figure', async () => {
    const path = `/sla/metrics?${daysAround()}&groupBy=clock&format=csv`;
    const { headers, text, status } = await desk.ask(MANAGER, `GET ${path}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('gongdan-position')).toMatch(/^[1-9]\d*$/);
    expect(text.split('\r\n')).toContain(
      `${ago(72).slice(0, 10)},${ago(-72).slice(0, 10)},acknowledge,2,1,1,4,0.5`,
    );
  });

  it('are asked for by the header Accept, too, as Excel', async () => {
    const accept = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    const { headers, text } = await desk.ask(MANAGER, 'GET /sla/breaches', { headers: { accept } });
    expect(headers.get('content-type')).toBe(accept);
    expect(headers.get('gongdan-position')).toMatch(/^[1-9]\d*$/);
    expect(headers.get('content-disposition')).toBe('attachment; filename="sla-breaches.xlsx"');
    expect(text.startsWith('PK')).toBe(true);
  });

  it('hold every row of a view', async () => {
    const { text } = await desk.ask(MANAGER, 'GET /sla/breaches?format=csv&limit=1');
    const [titles, ...rows] = text.trim().split('\r\n');
    expect(rows).toHaveLength(9);
    expect(titles?.split(',').indexOf('number')).toBe(2);
    for (const row of rows) expect(row.split(',')[2]).toMatch(/^T-\d{8}-/);
  });
});
