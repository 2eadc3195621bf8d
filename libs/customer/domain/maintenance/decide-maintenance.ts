import { ok, refuse, type Refusal, type Result } from '@gongdan/core';
import {
  dayAfter,
  SLOTS_MAX,
  type CustomerEvent,
  type MaintenanceEvent,
  type SlotOpening,
} from '@gongdan/contracts';
import { maintenanceRefusals } from './maintenance-refusals.js';
import { planIdOf } from './plan-id.js';
import type { PlanState } from './plan-state.js';
import { slotCount, slotDay } from './slot-days.js';
import { visitTicketId } from './visit-ticket-id.js';

/** Most plans of one contract, ended ones counted. */
export const PLANS_MAX = 50;
/** A visit is ordered so many days before its day, where the plan does not say otherwise. */
export const LEAD_DAYS_DEFAULT = 14;
/** Most visits that are ordered in one step. */
export const VISITS_AT_ONCE_MAX = 50;

type Planned = Extract<MaintenanceEvent, { type: 'MaintenancePlanned' }>['data'];
/** What is asked for; the rest is worked out. */
export type AskedPlan = Omit<Planned, 'planId' | 'slotCount' | 'lastOn' | 'leadDays' | 'priority'> &
  Partial<Pick<Planned, 'lastOn' | 'leadDays' | 'priority'>>;

/** One slot of one plan. */
interface OfSlot {
  readonly planId: string;
  readonly slot: number;
}

/** `today`: in the organisation’s zone. */
export type MaintenanceCommand =
  | { readonly type: 'PlanMaintenance'; readonly plan: AskedPlan; readonly today: string }
  | { readonly type: 'OrderDueVisits'; readonly planId: string; readonly today: string }
  | (OfSlot & { readonly type: 'OrderVisit'; readonly on?: string; readonly today: string })
  | (OfSlot & {
      readonly type: 'OpenSlot';
      readonly ticketId: string;
      readonly reason: SlotOpening;
    })
  | (OfSlot & { readonly type: 'NoteVisitDone'; readonly ticketId: string })
  | { readonly type: 'EndMaintenancePlan'; readonly planId: string; readonly reason: string };

type CommandOf<Type extends MaintenanceCommand['type']> = Extract<
  MaintenanceCommand,
  { type: Type }
>;
type Decision = Result<readonly MaintenanceEvent[], Refusal>;

/** A contract that was signed, as far as its plans go. */
export interface PlannedContract {
  readonly terms: Extract<CustomerEvent, { type: 'ContractSigned' }>['data'];
  readonly plans: readonly PlanState[];
}

export function decideMaintenance(
  contract: PlannedContract,
  command: MaintenanceCommand,
): Decision {
  if (command.type === 'PlanMaintenance') return planMaintenance(contract, command);
  const plan = contract.plans.find(({ planId }) => planId === command.planId);
  if (plan === undefined) return refuse(maintenanceRefusals.notFound());
  switch (command.type) {
    case 'OrderDueVisits':
      return ok(dueVisits(plan, command.today));
    case 'OrderVisit':
      return orderVisit(contract, plan, command);
    case 'OpenSlot':
    case 'NoteVisitDone':
      return ok(endVisit(plan, command));
    case 'EndMaintenancePlan':
      return ok(plan.endedBecause === null ? [ended(command)] : []);
  }
}

function planMaintenance({ terms, plans }: PlannedContract, command: CommandOf<'PlanMaintenance'>) {
  const { plan, today } = command;
  const { firstOn, everyMonths } = plan;
  const lastOn = plan.lastOn ?? terms.validUntil;
  const end = lastOn < terms.validUntil ? lastOn : terms.validUntil;
  if (terms.validUntil < today) return refuse(maintenanceRefusals.contractIsOver(terms, firstOn));
  if (firstOn > end) return refuse(maintenanceRefusals.nothingToOrder(terms, firstOn, end));
  if (firstOn < terms.validFrom) {
    return refuse(maintenanceRefusals.outsideContract('/firstOn', firstOn, terms));
  }
  if (lastOn > terms.validUntil) {
    return refuse(maintenanceRefusals.outsideContract('/lastOn', lastOn, terms));
  }
  if (firstOn < today) return refuse(maintenanceRefusals.beginsInThePast(firstOn, today));
  if (plans.length >= PLANS_MAX) return refuse(maintenanceRefusals.tooManyPlans(PLANS_MAX));
  const count = slotCount({ firstOn, everyMonths }, lastOn);
  if (count > SLOTS_MAX) return refuse(maintenanceRefusals.tooManySlots(SLOTS_MAX));
  const data: Planned = {
    ...plan,
    planId: planIdOf(terms.contractId, plans.length + 1),
    lastOn,
    slotCount: count,
    leadDays: plan.leadDays ?? LEAD_DAYS_DEFAULT,
    priority: plan.priority ?? 'normal',
  };
  return ok([{ type: 'MaintenancePlanned', data } as const]);
}

/** Every visit that is due and was never ordered: also those that came due while nobody looked. */
function dueVisits(plan: PlanState, today: string): readonly MaintenanceEvent[] {
  if (plan.endedBecause !== null) return [];
  const events: MaintenanceEvent[] = [];
  for (let slot = plan.nextSlot; slot <= plan.slotCount; slot++) {
    const dueOn = slotDay(plan, slot);
    const isDue = dueOn !== undefined && dayAfter(dueOn, -plan.leadDays) <= today;
    if (!isDue || events.length === VISITS_AT_ONCE_MAX) break;
    events.push(ordered(plan, slot, dueOn));
  }
  return events;
}

function orderVisit(
  { terms }: PlannedContract,
  plan: PlanState,
  { slot, on, today }: CommandOf<'OrderVisit'>,
): Decision {
  if (!Number.isInteger(slot) || slot < 1 || slot > plan.slotCount) {
    return refuse(maintenanceRefusals.slotNotFound(plan.slotCount));
  }
  if (plan.endedBecause !== null) return refuse(maintenanceRefusals.planEnded(plan.endedBecause));
  const visit = plan.visits[slot];
  if (visit?.state !== 'open') {
    return refuse(maintenanceRefusals.slotNotOpen(slot, visit?.state ?? 'planned'));
  }
  const day = on ?? visit.dueOn;
  if (day < today) return refuse(maintenanceRefusals.visitInThePast(day, today));
  if (day < terms.validFrom || day > terms.validUntil) {
    return refuse(maintenanceRefusals.outsideContract('/on', day, terms));
  }
  return ok([ordered(plan, slot, day)]);
}

/** Nothing where the slot has another ticket by now, or none that is still to come. */
function endVisit(
  plan: PlanState,
  command: CommandOf<'OpenSlot' | 'NoteVisitDone'>,
): readonly MaintenanceEvent[] {
  const { planId, slot, ticketId } = command;
  const visit = plan.visits[slot];
  if (visit?.state !== 'ordered' || visit.ticketId !== ticketId) return [];
  const data = { planId, slot, ticketId };
  return command.type === 'NoteVisitDone'
    ? [{ type: 'MaintenanceVisitDone', data }]
    : [{ type: 'MaintenanceSlotOpened', data: { ...data, reason: command.reason } }];
}

function ordered(plan: PlanState, slot: number, dueOn: string): MaintenanceEvent {
  const { planId } = plan;
  const attempt = (plan.visits[slot]?.lost.length ?? 0) + 1;
  const ticketId = visitTicketId(planId, slot, attempt);
  return { type: 'MaintenanceVisitOrdered', data: { planId, slot, dueOn, ticketId } };
}

const ended = ({ planId, reason }: CommandOf<'EndMaintenancePlan'>): MaintenanceEvent => ({
  type: 'MaintenancePlanEnded',
  data: { planId, reason },
});
