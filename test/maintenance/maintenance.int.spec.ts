import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { armFaultPoint } from '@gongdan/core';
import { wall } from '../timed-desk/timed-desk.js';
import { MaintenanceDesk } from './maintenance-desk.js';

const DAY_MS = 86_400_000;

let house: MaintenanceDesk;
let disarm = (): void => undefined;
beforeEach(async () => {
  house = await MaintenanceDesk.open('2026-03-02 10:00');
  disarm = () => undefined;
}, 60_000);
afterEach(async () => {
  disarm();
  await house.close();
});

const ticketsOfPlans = async (): Promise<readonly Record<string, unknown>[]> => {
  const { items } = await house.desk.get('clerk', '/tickets?channel=maintenance&sort=registered');
  return items as readonly Record<string, unknown>[];
};

describe('a visit of a maintenance plan', () => {
  it('is ordered its days of lead before its day, as a ticket that says all the plan says', async () => {
    const planId = await house.plan();
    await house.at('2026-03-16 23:59');
    expect(await house.told(planId)).toEqual([]);
    await house.at('2026-03-17 00:00');
    expect(await house.told(planId)).toEqual(['1 ordered for 2026-03-31']);
    const ticketId = await house.ticketOf(planId, 1);
    expect(await house.desk.get('clerk', `/tickets/${ticketId}`)).toMatchObject({
      id: ticketId,
      number: expect.stringMatching(/^T-20260317-/),
      customerId: house.people.customerId,
      contractId: house.contractId,
      deviceId: house.deviceId,
      category: 'contract',
      channel: 'maintenance',
      priority: 'normal',
      state: 'registered',
      title: 'Clean and check the air conditioner',
      description: 'Filters, drain, pressure.',
      contactName: 'Customer One',
      siteAddress: '1 Example Road',
      region: 'urban',
      wantedFrom: wall('2026-03-31 00:00'),
      wantedTo: wall('2026-04-01 00:00'),
      maintenancePlanId: planId,
      maintenanceSlot: 1,
    });
    expect(await ticketsOfPlans()).toMatchObject([
      { id: ticketId, maintenancePlanId: planId, maintenanceSlot: 1 },
    ]);
    const [, , ordered] = await house.events('contract', house.contractId);
    expect(ordered).toMatchObject({
      type: 'MaintenanceVisitOrdered',
      actor: 'system',
      occurredAt: wall('2026-03-17 00:00'),
      customerId: house.people.customerId,
    });
    const [registered] = await house.events('ticket', ticketId);
    expect(registered?.causationId).toBe(ordered?.id);
    expect(await house.desk.differences()).toEqual([]);
    expect(house.failures).toEqual([]);
  });

  it('is ordered once, whoever orders and how often', async () => {
    const plans = [await house.plan(), await house.plan({ everyMonths: 1 })];
    const workers = [house.worker(), house.worker(), house.worker()];
    await house.at('2026-03-17 08:00', workers);
    await house.at('2026-03-17 08:00', workers);
    for (const planId of plans) {
      expect(await house.told(planId)).toEqual(['1 ordered for 2026-03-31']);
    }
    expect(await ticketsOfPlans()).toHaveLength(2);
    expect(house.failures).toEqual([]);
  });

  it('that came due while no process ran is ordered at once, with all the others', async () => {
    const planId = await house.plan();
    await house.at('2026-09-16 10:00');
    expect(await house.told(planId)).toEqual([
      '1 ordered for 2026-03-31',
      '2 ordered for 2026-06-30',
      '3 ordered for 2026-09-30',
    ]);
    expect(await ticketsOfPlans()).toHaveLength(3);
    await house.at('2027-06-01 10:00');
    expect((await house.told(planId)).at(-1)).toBe('4 ordered for 2026-12-31');
    expect(await ticketsOfPlans()).toHaveLength(4);
  });

  it.each([
    ['a day ahead', DAY_MS],
    ['a day behind', -DAY_MS],
  ])('goes by the database’s clock, also where the process’s is %s', async (_how, shiftMs) => {
    const planId = await house.plan();
    house.clock.moveTo(Date.parse(wall('2026-03-16 12:00')) + shiftMs);
    await house.at('2026-03-16 12:00');
    expect(await house.told(planId)).toEqual([]);
    house.clock.moveTo(Date.parse(wall('2026-03-17 12:00')) + Math.max(shiftMs, 0));
    await house.at('2026-03-17 12:00');
    expect(await house.told(planId)).toEqual(['1 ordered for 2026-03-31']);
  });

  it.each(['append.before', 'append.after-commit'] as const)(
    'has one ticket, also where the connection is lost between its order and the registration: %s',
    async (point) => {
      const planId = await house.plan();
      let appends = 0;
      disarm = armFaultPoint(point, () => {
        appends += 1;
        // The first is the order; the second, the registration, is tried again.
        if (appends === 2) throw Object.assign(new Error('Connection lost'), { code: 'EPIPE' });
      });
      await house.at('2026-03-17 08:00');
      expect(appends).toBeGreaterThan(2);
      const ticketId = await house.ticketOf(planId, 1);
      const types = (await house.events('ticket', ticketId)).map(({ type }) => type);
      expect(types).toEqual(['TicketRegistered']);
      expect(await ticketsOfPlans()).toHaveLength(1);
    },
  );
});

describe('what fails', () => {
  it('keeps no other plan waiting', async () => {
    const plans = [await house.plan(), await house.plan()];
    let looks = 0;
    disarm = armFaultPoint('append.before', () => {
      looks += 1;
      if (looks === 1) throw new Error('Full disk');
    });
    await house.at('2026-03-17 08:00');
    disarm();
    const told = await Promise.all(plans.map(async (planId) => (await house.told(planId)).length));
    expect(told.toSorted((one, other) => one - other)).toEqual([0, 1]);
    expect(house.failures).toHaveLength(1);
    await house.at('2026-03-17 08:01');
    for (const planId of plans) expect(await house.told(planId)).toHaveLength(1);
  });
});

describe('a customer who was forgotten', () => {
  it('is visited no more: the plans end, and say why', async () => {
    const planId = await house.plan();
    await house.desk.does('service-manager', `/customers/${house.people.customerId}/forget`, {
      reason: 'Asked for it in writing',
    });
    await house.desk.caughtUp();
    expect(await house.desk.get('clerk', `/maintenance-plans/${planId}`)).toMatchObject({
      state: 'ended',
      endedReason: 'The customer was forgotten',
      contactName: null,
      siteAddress: null,
      nextOrderOn: null,
    });
    await house.at('2026-03-17 08:00');
    expect(await ticketsOfPlans()).toEqual([]);
    const again = await house.desk.ask('clerk', `POST ${house.plansPath}`, {
      body: house.planBody(),
    });
    expect(again).toMatchObject({ status: 422, body: { code: 'CUSTOMER.FORGOTTEN' } });
    expect(await house.desk.differences()).toEqual([]);
  });
});
