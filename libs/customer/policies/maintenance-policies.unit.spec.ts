import { beforeEach, describe, expect, it } from '@jest/globals';
import { GongdanError, streamName } from '@gongdan/core';
import type { CustomerEvent, MaintenanceEvent, TicketEvent } from '@gongdan/contracts';
import { moveTo, PolicyBench } from '../../../test/setup/policy-bench.js';
import { registered, visit } from '../../../test/setup/ticket-events.js';
import { ChangePlan, ChangePlanHandler } from '../commands/change-plan/change-plan.handler.js';
import { visitTicketId } from '../domain/maintenance/index.js';
import { EndMaintenancePlansWhenCustomerIsForgotten } from './end-maintenance-plans-when-customer-is-forgotten.js';
import { NoteVisitDoneWhenMaintenanceTicketIsArchived } from './note-visit-done-when-maintenance-ticket-is-archived.js';
import { OpenSlotWhenMaintenanceVisitIsCancelled } from './open-slot-when-maintenance-visit-is-cancelled.js';
import { RegisterTicketWhenMaintenanceIsOrdered } from './register-ticket-when-maintenance-is-ordered.js';

const contract = streamName('contract', 'k1');
const file = streamName('customer', 'c1');
const planId = 'k1.1';
const ticketId = visitTicketId(planId, 1, 1);
const ticket = streamName('ticket', ticketId);

const signed: CustomerEvent = {
  type: 'ContractSigned',
  data: {
    contractId: 'k1',
    customerId: 'c1',
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
    visitLimit: 1,
  },
};
const planned: MaintenanceEvent = {
  type: 'MaintenancePlanned',
  data: {
    planId,
    deviceId: 'd1',
    everyMonths: 3,
    firstOn: '2026-03-31',
    lastOn: '2026-12-31',
    slotCount: 4,
    leadDays: 14,
    title: 'Clean and check',
    description: 'Filters.',
    priority: 'low',
    contact: { name: 'Customer One' },
  },
};
const ordered: MaintenanceEvent = {
  type: 'MaintenanceVisitOrdered',
  data: { planId, slot: 1, dueOn: '2026-03-31', ticketId },
};
const forgotten: CustomerEvent = {
  type: 'CustomerForgotten',
  data: { customerId: 'c1', reason: 'Asked for it in writing' },
};
const cancelled: TicketEvent = {
  type: 'TicketCancelled',
  data: { reason: 'Nobody is there', move: moveTo('cancelled', 'closed', 'cancelled') },
};
const merged: TicketEvent = {
  type: 'TicketMerged',
  data: { intoTicketId: 't2', move: moveTo('merged', 'closed', 'cancelled') },
};

let bench: PolicyBench;
let register: RegisterTicketWhenMaintenanceIsOrdered;
beforeEach(() => {
  bench = new PolicyBench();
  bench.bus.register(ChangePlan, new ChangePlanHandler(bench.executor));
  const { store, bus: commands, tickets } = bench;
  register = new RegisterTicketWhenMaintenanceIsOrdered({
    store,
    commands,
    tickets,
    timeZone: 'Asia/Shanghai',
  });
});

describe('register-ticket-when-maintenance-is-ordered', () => {
  it('registers one ticket, as the plan says, however often the order is delivered', async () => {
    const order = await bench.record(contract, 'c1', signed, planned, ordered);
    await bench.deliver(register, order, 3);
    expect(await bench.typesIn(ticket)).toEqual(['TicketRegistered']);
    expect((await bench.last(ticket)).data).toMatchObject({
      ticketId,
      customerId: 'c1',
      contractId: 'k1',
      deviceId: 'd1',
      category: 'contract',
      title: 'Clean and check',
      priority: 'low',
      contact: { name: 'Customer One' },
      wanted: { from: '2026-03-30T16:00:00.000Z', to: '2026-03-31T16:00:00.000Z' },
      maintenance: { planId, slot: 1 },
    });
  });

  it('opens the slot of a customer who was forgotten in between, once', async () => {
    const order = await bench.record(contract, 'c1', signed, planned, ordered);
    await bench.record(file, 'c1', forgotten);
    await bench.vault.destroy('c1');
    await bench.deliver(register, order, 2);
    expect(await bench.typesIn(ticket)).toEqual([]);
    expect(await bench.last(contract)).toMatchObject({
      type: 'MaintenanceSlotOpened',
      version: 4,
      data: { planId, slot: 1, ticketId, reason: 'customer-forgotten' },
      actor: 'policy:register-ticket-when-maintenance-is-ordered',
      causationId: order.id,
    });
  });

  it('does not swallow a refusal', async () => {
    const order = await bench.record(contract, 'c1', signed, planned, ordered);
    bench.tickets.failNextWith = new GongdanError({
      code: 'TICKET.ODD',
      category: 'rejected',
      message: 'Odd.',
    });
    await expect(bench.deliver(register, order)).rejects.toThrow('Odd.');
  });
});

describe('open-slot-when-maintenance-visit-is-cancelled', () => {
  const policy = () => new OpenSlotWhenMaintenanceVisitIsCancelled(bench.store, bench.bus);

  it.each([
    ['cancelled', cancelled],
    ['merged', merged],
  ])('opens the slot of a visit that was %s, once', async (reason, event) => {
    await bench.deliver(register, await bench.record(contract, 'c1', signed, planned, ordered));
    await bench.deliver(policy(), await bench.record(ticket, 'c1', event), 2);
    expect(await bench.last(contract)).toMatchObject({
      type: 'MaintenanceSlotOpened',
      version: 4,
      data: { planId, slot: 1, ticketId, reason },
    });
  });

  it('has nothing to do with other tickets', async () => {
    await bench.record(contract, 'c1', signed, planned, ordered);
    const other = streamName('ticket', 't1');
    await bench.deliver(policy(), await bench.record(other, 'c1', registered(), cancelled));
    expect((await bench.last(contract)).type).toBe('MaintenanceVisitOrdered');
  });
});

describe('note-visit-done-when-maintenance-ticket-is-archived', () => {
  const policy = () => new NoteVisitDoneWhenMaintenanceTicketIsArchived(bench.store, bench.bus);

  it('notes it, once, and leaves other tickets alone', async () => {
    await bench.deliver(register, await bench.record(contract, 'c1', signed, planned, ordered));
    const other = streamName('ticket', 't1');
    await bench.deliver(policy(), await bench.record(other, 'c1', registered(), ...visit()));
    expect((await bench.last(contract)).type).toBe('MaintenanceVisitOrdered');
    await bench.deliver(policy(), await bench.record(ticket, 'c1', ...visit()), 2);
    expect(await bench.last(contract)).toMatchObject({
      type: 'MaintenanceVisitDone',
      version: 4,
      data: { planId, slot: 1, ticketId },
    });
  });
});

describe('end-maintenance-plans-when-customer-is-forgotten', () => {
  it('ends them, once, and asks for those that the log had by then', async () => {
    await bench.record(contract, 'c1', signed, planned);
    const event = await bench.record(file, 'c1', forgotten);
    const asked: unknown[] = [];
    const policy = new EndMaintenancePlansWhenCustomerIsForgotten(async (...question) => {
      asked.push(question);
      return [planId];
    }, bench.bus);
    await bench.deliver(policy, event, 2);
    expect(asked[0]).toEqual(['c1', event.position]);
    expect(await bench.typesIn(contract)).toEqual([
      'ContractSigned',
      'MaintenancePlanned',
      'MaintenancePlanEnded',
    ]);
    expect((await bench.last(contract)).data).toEqual({
      planId,
      reason: 'The customer was forgotten',
    });
  });
});
