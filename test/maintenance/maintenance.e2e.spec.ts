import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EVERY_MONTHS_MAX, LEAD_DAYS_MAX } from '@gongdan/contracts';
import { Maintenance } from '../../libs/customer/maintenance/maintenance.service.js';
import { Desk } from '../e2e/desk.js';
import { eventually } from '../setup/eventually.js';
import { MaintenanceDesk } from './maintenance-desk.js';

let house: MaintenanceDesk;
let desk: Desk;
beforeAll(async () => {
  house = await MaintenanceDesk.open('2026-03-02 10:00');
  desk = house.desk;
}, 60_000);
afterAll(() => house.close());

const plan = (more: object, who = 'clerk') =>
  desk.ask(who, `POST ${house.plansPath}`, { body: house.planBody(more) });

describe('POST /customers/{id}/contracts/{contractId}/maintenance-plans', () => {
  it('takes numbers up to their limits and none above', async () => {
    for (const more of [
      { everyMonths: 1, leadDays: 0 },
      { everyMonths: EVERY_MONTHS_MAX, leadDays: LEAD_DAYS_MAX },
    ]) {
      expect((await plan(more)).status).toBe(201);
    }
    for (const more of [
      { everyMonths: 0 },
      { everyMonths: EVERY_MONTHS_MAX + 1 },
      { everyMonths: 1.5 },
      { leadDays: -1 },
      { leadDays: LEAD_DAYS_MAX + 1 },
      { firstOn: '2026-02-30' },
      { title: '' },
      { unknown: true },
    ]) {
      const answer = await plan(more);
      expect({ more, status: answer.status }).toEqual({ more, status: 422 });
      expect(answer.body['violations']).toMatchObject([{ path: `/${Object.keys(more)[0]}` }]);
    }
  });

  it('refuses what is unknown, and days that do not fit, with path and code', async () => {
    expect(await plan({ deviceId: 'nothing' })).toMatchObject({
      status: 422,
      body: { code: 'MAINTENANCE.UNKNOWN_DEVICE', violations: [{ path: '/deviceId' }] },
    });
    expect(await plan({ firstOn: '2026-03-01' })).toMatchObject({
      status: 422,
      body: { code: 'MAINTENANCE.DAY_IN_THE_PAST', violations: [{ path: '/firstOn' }] },
    });
    expect(await plan({ lastOn: '2027-01-01' })).toMatchObject({
      status: 422,
      body: { code: 'MAINTENANCE.OUTSIDE_CONTRACT', violations: [{ path: '/lastOn' }] },
    });
    const body = house.planBody();
    const other = await desk.does('clerk', '/customers', { name: 'Customer Two' });
    for (const [path, code] of [
      [`/customers/${other.id}/contracts/${house.contractId}`, 'CONTRACT.NOT_FOUND'],
      [`/customers/${house.people.customerId}/contracts/nothing`, 'CONTRACT.NOT_FOUND'],
      [`/customers/nobody/contracts/${house.contractId}`, 'CUSTOMER.NOT_FOUND'],
    ]) {
      const answer = await desk.ask('clerk', `POST ${path}/maintenance-plans`, { body });
      expect(answer).toMatchObject({ status: 404, body: { code } });
    }
  });

  it('makes one plan under one key', async () => {
    const ask = () =>
      desk.ask('clerk', `POST ${house.plansPath}`, {
        body: house.planBody({ title: 'Once' }),
        headers: { 'idempotency-key': 'plan-once' },
      });
    const [first, again] = [await ask(), await ask()];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
  });
});

describe('GET /maintenance-plans', () => {
  let ids: readonly string[];
  beforeEach(async () => {
    ids = [await house.plan({ title: 'One' }), await house.plan({ title: 'Two' })];
    await desk.does('clerk', `/maintenance-plans/${ids[1]}/end`, { reason: 'Scrapped' });
    await desk.caughtUp();
  });

  it('lists plans by customer, contract, device and state; the count is what all pages have', async () => {
    const page = async (query: string) => {
      const { items } = await desk.get('auditor', `/maintenance-plans?limit=200&${query}`);
      const { count } = await desk.get('auditor', `/maintenance-plans/count?${query}`);
      expect(items).toHaveLength(Number(count));
      return (items as readonly { planId: string }[]).map(({ planId }) => planId);
    };
    for (const query of [
      `customerId=${house.people.customerId}`,
      `contractId=${house.contractId}`,
      `deviceId=${house.deviceId}`,
      'open=false',
    ]) {
      expect(await page(query)).toEqual(expect.arrayContaining([...ids]));
    }
    expect(await page('state=active')).toContain(ids[0]);
    expect(await page('state=active')).not.toContain(ids[1]);
    expect(await page('state=ended')).toContain(ids[1]);
    for (const query of [
      'customerId=nobody',
      'contractId=nothing',
      'deviceId=nothing',
      'open=true',
    ]) {
      expect(await page(query)).toEqual([]);
    }
    const first = await desk.get('clerk', '/maintenance-plans?limit=1');
    const second = await desk.get(
      'clerk',
      `/maintenance-plans?limit=1&cursor=${String(first['nextCursor'])}`,
    );
    expect([first, second].flatMap(({ items }) => items)).toMatchObject([
      { planId: ids[1] },
      { planId: ids[0] },
    ]);
  });

  it('shows one with its slots; what is none is missing', async () => {
    const { headers, body } = await desk.ask('clerk', `GET /maintenance-plans/${ids[0]}`);
    expect(body).toMatchObject({
      planId: ids[0],
      slotCount: 4,
      nextSlot: 1,
      nextDueOn: '2026-03-31',
      nextOrderOn: '2026-03-17',
      slots: [
        { slot: 1, dueOn: '2026-03-31', state: 'planned', ticketId: null, lost: [] },
        { slot: 2, dueOn: '2026-06-30' },
        { slot: 3, dueOn: '2026-09-30' },
        { slot: 4, dueOn: '2026-12-31' },
      ],
    });
    expect(headers.get('etag')).not.toBeNull();
    for (const id of ['nothing', `${house.contractId}.99`, 'nothing.1', `${house.contractId}.0`]) {
      expect(await desk.ask('clerk', `GET /maintenance-plans/${id}`)).toMatchObject({
        status: 404,
        body: { code: 'MAINTENANCE.NOT_FOUND' },
      });
      expect(
        await desk.ask('clerk', `POST /maintenance-plans/${id}/end`, { body: { reason: 'So' } }),
      ).toMatchObject({ status: 404 });
    }
  });

  it('is not for technicians, and plans are not for everybody who reads them', async () => {
    expect((await desk.ask('technician', 'GET /maintenance-plans')).status).toBe(403);
    expect((await plan({}, 'dispatcher')).status).toBe(403);
    const end = { body: { reason: 'So' } };
    expect((await desk.ask('auditor', `POST /maintenance-plans/${ids[0]}/end`, end)).status).toBe(
      403,
    );
  });

  it('refuses orders of what is not open, is ended, or is no slot', async () => {
    const order = (id: string | undefined, slot: string) =>
      desk.ask('clerk', `POST /maintenance-plans/${id}/slots/${slot}/order`, { body: {} });
    expect(await order(ids[0], '1')).toMatchObject({
      status: 422,
      body: { code: 'MAINTENANCE.SLOT_NOT_OPEN' },
    });
    expect(await order(ids[1], '1')).toMatchObject({
      status: 422,
      body: { code: 'MAINTENANCE.PLAN_ENDED' },
    });
    for (const slot of ['0', '5', '1.5', 'first', '9999999999']) {
      expect(await order(ids[0], slot)).toMatchObject({
        status: 404,
        body: { code: 'MAINTENANCE.SLOT_NOT_FOUND' },
      });
    }
  });

  it('a customer’s history tells of plans', async () => {
    const { items } = await desk.get(
      'clerk',
      `/customers/${house.people.customerId}/history?kind=contract`,
    );
    const told = (items as readonly { what: string }[]).map(({ what }) => what);
    expect(told).toContain(
      'Maintenance planned: 4 visits, every 3 months, from 2026-03-31 to 2026-12-31',
    );
    expect(told).toContain('Maintenance plan ended');
  });
});

describe('an engine that is to order maintenance', () => {
  it('does so by itself, by the real time, and stops when it is told to', async () => {
    const real = await Desk.open();
    try {
      await real.hire('founder', ['clerk', 'service-manager']);
      const day = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 10);
      const customer = await real.does('founder', '/customers', { name: 'Customer One' });
      const file = `/customers/${customer.id}`;
      const { id: deviceId } = await real.does('founder', `${file}/devices`, { model: 'KFR-35GW' });
      const contract = await real.does('founder', `${file}/contracts`, {
        validFrom: day(-10 * 86_400_000),
        validUntil: day(300 * 86_400_000),
        visitLimit: 1,
      });
      const { id } = await real.does(
        'founder',
        `${file}/contracts/${contract.id}/maintenance-plans`,
        { ...house.planBody(), deviceId, firstOn: day(5 * 86_400_000) },
      );
      await real.caughtUp();
      const ordered = async () => {
        const { orderedCount } = await real.get('founder', `/maintenance-plans/${id}`);
        return Number(orderedCount);
      };
      const idle = new Maintenance(real.engine);
      idle.onApplicationBootstrap();
      await idle.beforeApplicationShutdown();
      expect(await ordered()).toBe(0);
      const service = new Maintenance({ ...real.engine, ordersMaintenance: true });
      service.onApplicationBootstrap();
      await eventually('it is ordered', async () => (await ordered()) > 0);
      await service.beforeApplicationShutdown();
      expect(await ordered()).toBe(1);
    } finally {
      await real.close();
    }
  });
});
