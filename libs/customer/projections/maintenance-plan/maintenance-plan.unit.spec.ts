import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { streamName } from '@gongdan/core';
import { recorder, rowsOf } from '../../../../test/setup/recorded.js';
import { contractDecider, type ContractCommand } from '../../domain/contract.js';
import { visitTicketId, type PlanState, type VisitState } from '../../domain/maintenance/index.js';
import { maintenancePlanProjection } from './maintenance-plan.projection.js';

const planId = 'k1.1';
const begin: readonly ContractCommand[] = [
  {
    type: 'SignContract',
    terms: {
      contractId: 'k1',
      customerId: 'c1',
      validFrom: '2026-01-01',
      validUntil: '2026-12-31',
      visitLimit: 1,
    },
  },
  {
    type: 'PlanMaintenance',
    plan: {
      deviceId: 'd1',
      everyMonths: 3,
      firstOn: '2026-03-31',
      title: 'Clean and check',
      description: '',
      contact: { name: 'Customer One' },
      site: { address: '1 Example Road', region: 'urban' },
    },
    today: '2026-03-02',
  },
];

const anySlot = fc.record({
  slot: fc.integer({ min: 1, max: 4 }),
  attempt: fc.integer({ min: 1, max: 3 }),
});
const ticketOf = ({ slot, attempt }: { slot: number; attempt: number }) => ({
  planId,
  slot,
  ticketId: visitTicketId(planId, slot, attempt),
});
const anyCommand: fc.Arbitrary<ContractCommand> = fc.oneof(
  fc
    .constantFrom('2026-03-17', '2026-06-16', '2026-09-20', '2027-01-01')
    .map((today) => ({ type: 'OrderDueVisits', planId, today }) as const),
  fc
    .integer({ min: 1, max: 4 })
    .map((slot) => ({ type: 'OrderVisit', planId, slot, today: '2026-03-02' }) as const),
  anySlot.map((each) => ({ type: 'OpenSlot', ...ticketOf(each), reason: 'merged' }) as const),
  anySlot.map((each) => ({ type: 'NoteVisitDone', ...ticketOf(each) }) as const),
  fc.constant({ type: 'EndMaintenancePlan', planId, reason: 'Scrapped' } as const),
);

/** What the plan says after some commands, and what the read model says. */
function after(commands: readonly ContractCommand[]) {
  const record = recorder(streamName('contract', 'k1'));
  let state = contractDecider.initial;
  const events = [...begin, ...commands].flatMap((command) => {
    const decision = contractDecider.decide(state, command);
    const decided = decision.ok ? decision.value : [];
    for (const event of decided) state = contractDecider.evolve(state, event);
    return decided.map(({ type, data }) => record(type, data));
  });
  return { plan: state.plans[0] as PlanState, rows: rowsOf(maintenancePlanProjection, ...events) };
}

const countOf = ({ visits }: PlanState, state: VisitState): number =>
  Object.values(visits).filter((visit) => visit.state === state).length;

describe('the read model maintenance-plan', () => {
  it('says what was planned, and what comes next', () => {
    expect(after([]).rows).toEqual([
      expect.objectContaining({
        plan_id: planId,
        contract_id: 'k1',
        customer_id: 'c1',
        device_id: 'd1',
        state: 'active',
        contact_name: 'Customer One',
        contact_phone: null,
        site_address: '1 Example Road',
        slot_count: 4,
        next_slot: 1,
        next_due_on: '2026-03-31',
        next_order_on: '2026-03-17',
      }),
    ]);
  });

  it('says what the plan itself says, after any commands whatever', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 40 }), (commands) => {
        const { plan, rows } = after(commands);
        const isOver = plan.endedBecause !== null || plan.nextSlot > plan.slotCount;
        expect(rows).toEqual([
          expect.objectContaining({
            state: plan.endedBecause === null ? 'active' : 'ended',
            ended_reason: plan.endedBecause,
            ordered_count: plan.nextSlot - 1,
            open_count: countOf(plan, 'open'),
            done_count: countOf(plan, 'done'),
            next_slot: isOver ? null : plan.nextSlot,
          }),
        ]);
      }),
    );
  });

  it('reads a forgotten person as nobody', () => {
    const [row] = rowsOf(
      maintenancePlanProjection,
      recorder('contract-k1')('MaintenancePlanned', {
        planId,
        deviceId: 'd1',
        everyMonths: 3,
        firstOn: '2026-03-31',
        lastOn: '2026-12-31',
        slotCount: 4,
        leadDays: 14,
        title: 'Clean and check',
        description: '',
        priority: 'normal',
        contact: { name: '[forgotten]' },
        site: { address: '[forgotten]' },
      }),
    );
    expect(row).toMatchObject({ contact_name: null, site_address: null });
  });
});
