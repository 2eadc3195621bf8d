import { describe, expect, it } from '@jest/globals';
import { specify } from '@gongdan/core';
import { SLOTS_MAX, type MaintenanceEvent } from '@gongdan/contracts';
import { contractDecider, type ServiceContractEvent } from '../contract.js';
import {
  LEAD_DAYS_DEFAULT,
  PLANS_MAX,
  VISITS_AT_ONCE_MAX,
  type AskedPlan,
} from './decide-maintenance.js';
import { visitTicketId } from './visit-ticket-id.js';

const spec = specify(contractDecider);
const signed = (validUntil = '2026-12-31'): ServiceContractEvent => ({
  type: 'ContractSigned',
  data: {
    contractId: 'k1',
    customerId: 'c1',
    validFrom: '2026-01-01',
    validUntil,
    visitLimit: 12,
  },
});
const asked: AskedPlan = {
  deviceId: 'd1',
  everyMonths: 3,
  firstOn: '2026-03-31',
  title: 'Clean and check',
  description: '',
};
const plan = (changes: Partial<AskedPlan> = {}, today = '2026-03-02') =>
  ({ type: 'PlanMaintenance', plan: { ...asked, ...changes }, today }) as const;
const planned = (number = 1, changes: object = {}): ServiceContractEvent => ({
  type: 'MaintenancePlanned',
  data: {
    ...asked,
    planId: `k1.${number}`,
    lastOn: '2026-12-31',
    slotCount: 4,
    leadDays: 14,
    priority: 'normal',
    ...changes,
  },
});

const planId = 'k1.1';
const id = (slot: number, attempt = 1): string => visitTicketId(planId, slot, attempt);
const ordered = (slot: number, dueOn: string, attempt = 1): MaintenanceEvent => ({
  type: 'MaintenanceVisitOrdered',
  data: { planId, slot, dueOn, ticketId: id(slot, attempt) },
});
const opened = (slot: number, attempt = 1): MaintenanceEvent => ({
  type: 'MaintenanceSlotOpened',
  data: { planId, slot, ticketId: id(slot, attempt), reason: 'cancelled' },
});
const done = (slot: number): MaintenanceEvent => ({
  type: 'MaintenanceVisitDone',
  data: { planId, slot, ticketId: id(slot) },
});
const ended: MaintenanceEvent = {
  type: 'MaintenancePlanEnded',
  data: { planId, reason: 'The device was scrapped' },
};

describe('planning maintenance', () => {
  it('works out what is not said, and counts the plans of the contract', () => {
    expect(spec.given(signed()).when(plan()).events()).toEqual([
      planned(1, { leadDays: LEAD_DAYS_DEFAULT }),
    ]);
    const second = plan({ lastOn: '2026-06-29', leadDays: 0, priority: 'low' });
    expect(spec.given(signed(), planned()).when(second).events()).toEqual([
      planned(2, { lastOn: '2026-06-29', leadDays: 0, priority: 'low', slotCount: 1 }),
    ]);
  });

  it('may begin and end with the contract', () => {
    const whole = plan({ firstOn: '2026-01-01', lastOn: '2026-12-31' }, '2025-12-01');
    expect(spec.given(signed()).when(whole).events()).toMatchObject([{ data: { slotCount: 4 } }]);
  });

  it('may begin today, on the contract’s last day too', () => {
    const lastDay = plan({ firstOn: '2026-12-31' }, '2026-12-31');
    expect(spec.given(signed()).when(lastDay).events()).toMatchObject([{ data: { slotCount: 1 } }]);
  });

  it.each([
    ['the contract is over', plan({}, '2027-01-01')],
    ['the first day lies behind the contract', plan({ firstOn: '2027-01-01' })],
    ['the first day lies behind the last', plan({ lastOn: '2026-03-30' })],
    [
      'the last day lies behind the contract, too',
      plan({ firstOn: '2027-01-01', lastOn: '2028-01-01' }),
    ],
  ])('says so where it would order nothing: %s', (_why, command) => {
    expect(spec.given(signed()).when(command).refusal()).toBe('MAINTENANCE.NOTHING_TO_ORDER');
  });

  it('names validity and first day where it would order nothing', () => {
    const state = contractDecider.evolve(contractDecider.initial, signed());
    const result = contractDecider.decide(state, plan({ firstOn: '2027-01-01' }));
    expect(result.ok ? '' : result.error.message).toBe(
      'A plan from 2027-01-01 to 2026-12-31 would order nothing; its contract is valid from 2026-01-01 to 2026-12-31.',
    );
  });

  it('is refused outside of the contract, in the past, and without a contract', () => {
    const refusal = (command: ReturnType<typeof plan>, ...given: ServiceContractEvent[]) =>
      spec
        .given(...given)
        .when(command)
        .refusal();
    const outside = 'MAINTENANCE.OUTSIDE_CONTRACT';
    expect(refusal(plan({ firstOn: '2025-12-31' }), signed())).toBe(outside);
    expect(refusal(plan({ lastOn: '2027-01-01' }), signed())).toBe(outside);
    expect(refusal(plan({ firstOn: '2026-03-01' }), signed())).toBe('MAINTENANCE.DAY_IN_THE_PAST');
    expect(refusal(plan())).toBe('CONTRACT.NOT_FOUND');
  });

  it('has a limit of visits and one of plans', () => {
    const monthly = { firstOn: '2026-03-15', everyMonths: 1 };
    expect(spec.given(signed('2076-02-15')).when(plan(monthly)).events()).toMatchObject([
      { data: { slotCount: SLOTS_MAX } },
    ]);
    expect(spec.given(signed('2076-03-15')).when(plan(monthly)).refusal()).toBe(
      'MAINTENANCE.TOO_MANY_VISITS',
    );
    const plans = Array.from({ length: PLANS_MAX }, (_, index) => planned(index + 1));
    const before = spec.given(signed(), ...plans.slice(1));
    expect(before.when(plan()).events()).toMatchObject([{ data: { planId: `k1.${PLANS_MAX}` } }]);
    expect(
      spec
        .given(signed(), ...plans)
        .when(plan())
        .refusal(),
    ).toBe('MAINTENANCE.TOO_MANY_PLANS');
  });
});

describe('ordering what is due', () => {
  const due = (today: string) => ({ type: 'OrderDueVisits', planId, today }) as const;
  const given = (...events: ServiceContractEvent[]) => spec.given(signed(), planned(), ...events);

  it('begins its days of lead before the visit, and not a day before', () => {
    expect(given().when(due('2026-03-16')).events()).toEqual([]);
    expect(given().when(due('2026-03-17')).events()).toEqual([ordered(1, '2026-03-31')]);
  });

  it('orders nothing twice, also what was cancelled, and everything that came due meanwhile', () => {
    const first = ordered(1, '2026-03-31');
    expect(given(first).when(due('2026-03-17')).events()).toEqual([]);
    expect(given(first, opened(1)).when(due('2026-04-17')).events()).toEqual([]);
    expect(given(first).when(due('2027-05-01')).events()).toEqual([
      ordered(2, '2026-06-30'),
      ordered(3, '2026-09-30'),
      ordered(4, '2026-12-31'),
    ]);
  });

  it('orders so many at once, and the others next', () => {
    const long = planned(1, {
      firstOn: '2026-03-15',
      everyMonths: 1,
      lastOn: '2076-02-15',
      slotCount: SLOTS_MAX,
    });
    const events = spec.given(signed('2076-02-15'), long).when(due('2076-02-15')).events();
    expect(events).toHaveLength(VISITS_AT_ONCE_MAX);
    const rest = spec.given(signed('2076-02-15'), long, ...events).when(due('2076-02-15'));
    expect(rest.events()[0]).toMatchObject({ data: { slot: VISITS_AT_ONCE_MAX + 1 } });
  });

  it('orders nothing of a plan that was ended, and knows its plans', () => {
    expect(given(ended).when(due('2026-03-31')).events()).toEqual([]);
    expect(spec.given(signed()).when(due('2026-03-31')).refusal()).toBe('MAINTENANCE.NOT_FOUND');
    expect(spec.given().when(due('2026-03-31')).refusal()).toBe('MAINTENANCE.NOT_FOUND');
  });
});

describe('a visit', () => {
  const first = ordered(1, '2026-03-31');
  const given = (...events: ServiceContractEvent[]) =>
    spec.given(signed(), planned(), first, ...events);
  const open = (ticketId = id(1)) =>
    ({ type: 'OpenSlot', planId, slot: 1, ticketId, reason: 'cancelled' }) as const;
  const note = { type: 'NoteVisitDone', planId, slot: 1, ticketId: id(1) } as const;

  it('that was cancelled is open, once', () => {
    expect(given().when(open()).events()).toEqual([opened(1)]);
    expect(given(opened(1)).when(open()).events()).toEqual([]);
  });

  it('is done once, and stays so', () => {
    expect(given().when(note).events()).toEqual([done(1)]);
    expect(given(done(1)).when(note).events()).toEqual([]);
    expect(given(done(1)).when(open()).events()).toEqual([]);
  });

  it('with another ticket by now is left alone by what becomes of the earlier one', () => {
    const again = ordered(1, '2026-04-20', 2);
    expect(given(opened(1), again).when(open()).events()).toEqual([]);
    expect(given(opened(1), again).when(note).events()).toEqual([]);
    expect(
      given(opened(1), again)
        .when(open(id(1, 2)))
        .events(),
    ).toEqual([opened(1, 2)]);
  });
});

describe('ordering a visit anew', () => {
  const first = ordered(1, '2026-03-31');
  const given = (...events: ServiceContractEvent[]) =>
    spec.given(signed(), planned(), first, ...events);
  const order = (changes: { slot?: number; on?: string } = {}, today = '2026-03-20') =>
    ({ type: 'OrderVisit', planId, slot: 1, today, ...changes }) as const;

  it('is for the slot’s day or another one, and makes another ticket', () => {
    expect(given(opened(1)).when(order()).events()).toEqual([ordered(1, '2026-03-31', 2)]);
    expect(
      given(opened(1))
        .when(order({ on: '2026-12-31' }))
        .events(),
    ).toEqual([ordered(1, '2026-12-31', 2)]);
    expect(id(1)).not.toBe(id(1, 2));
  });

  it('is for any day from today on, as long as the contract is valid', () => {
    const on = (day: string, today: string) =>
      given(opened(1))
        .when(order({ on: day }, today))
        .events();
    expect(on('2026-03-20', '2026-03-20')).toEqual([ordered(1, '2026-03-20', 2)]);
    expect(on('2026-01-01', '2025-12-01')).toEqual([ordered(1, '2026-01-01', 2)]);
    const early = order({ on: '2025-12-31' }, '2025-12-01');
    expect(given(opened(1)).when(early).refusal()).toBe('MAINTENANCE.OUTSIDE_CONTRACT');
  });

  it('is for the last slot of the plan, too', () => {
    const last = ordered(4, '2026-12-31');
    const lost: MaintenanceEvent = {
      type: 'MaintenanceSlotOpened',
      data: { planId, slot: 4, ticketId: id(4), reason: 'cancelled' },
    };
    expect(
      given(last, lost)
        .when(order({ slot: 4 }))
        .events(),
    ).toEqual([ordered(4, '2026-12-31', 2)]);
  });

  it('is refused for what is not open', () => {
    const refusal = 'MAINTENANCE.SLOT_NOT_OPEN';
    expect(given().when(order()).refusal()).toBe(refusal);
    expect(given(done(1)).when(order()).refusal()).toBe(refusal);
    expect(
      given()
        .when(order({ slot: 2 }))
        .refusal(),
    ).toBe(refusal);
    for (const slot of [0, 5, 1.5, Number.NaN]) {
      expect(given(opened(1)).when(order({ slot })).refusal()).toBe('MAINTENANCE.SLOT_NOT_FOUND');
    }
  });

  it('is refused for the past, for days outside of the contract, and of a plan that was ended', () => {
    const past = 'MAINTENANCE.DAY_IN_THE_PAST';
    expect(given(opened(1)).when(order({}, '2026-04-01')).refusal()).toBe(past);
    expect(
      given(opened(1))
        .when(order({ on: '2026-03-19' }))
        .refusal(),
    ).toBe(past);
    expect(
      given(opened(1))
        .when(order({ on: '2027-01-01' }))
        .refusal(),
    ).toBe('MAINTENANCE.OUTSIDE_CONTRACT');
    expect(given(opened(1), ended).when(order()).refusal()).toBe('MAINTENANCE.PLAN_ENDED');
  });
});

it('a plan is ended once, and others go on', () => {
  const end = { type: 'EndMaintenancePlan', planId, reason: 'The device was scrapped' } as const;
  const given = spec.given(signed(), planned(), planned(2));
  expect(given.when(end).events()).toEqual([ended]);
  expect(spec.given(signed(), planned(), ended).when(end).events()).toEqual([]);
  const other = { type: 'OrderDueVisits', planId: 'k1.2', today: '2026-03-17' } as const;
  expect(spec.given(signed(), planned(), planned(2), ended).when(other).events()).toHaveLength(1);
});

it('a folded plan holds nothing of a person', () => {
  const contact = { name: 'Customer One' };
  const state = [signed(), planned(1, { contact })].reduce(
    contractDecider.evolve,
    contractDecider.initial,
  );
  expect(JSON.stringify(state)).not.toContain('Customer One');
});
