import type { MaintenanceEvent, SlotOpening } from '@gongdan/contracts';
import type { Rhythm } from './slot-days.js';

export type VisitState = 'ordered' | 'open' | 'done';

/** A ticket of a visit that did not take place. */
export interface LostTicket {
  readonly ticketId: string;
  readonly reason: SlotOpening;
}

/** A slot of a plan that was ordered at least once. */
export interface Visit {
  readonly state: VisitState;
  readonly dueOn: string;
  /** The latest ticket; of an open slot the one that will not take place. */
  readonly ticketId: string;
  readonly lost: readonly LostTicket[];
}

/** A maintenance plan as decisions need it: nothing of a person, as folded states are kept in memory. */
export interface PlanState extends Rhythm {
  readonly planId: string;
  readonly slotCount: number;
  readonly leadDays: number;
  readonly endedBecause: string | null;
  /** By the number of the slot; what is missing was never ordered. */
  readonly visits: Readonly<Record<number, Visit>>;
  /** The first slot that was never ordered: those before it all were. */
  readonly nextSlot: number;
}

/** The plans after one more event. Total; the same list where nothing changes. */
export function evolvePlans(
  plans: readonly PlanState[],
  event: MaintenanceEvent,
): readonly PlanState[] {
  if (event.type === 'MaintenancePlanned') return [...plans, planned(event.data)];
  const planId = (event.data as { readonly planId?: string }).planId;
  if (!plans.some((plan) => plan.planId === planId)) return plans;
  return plans.map((plan) => (plan.planId === planId ? evolvePlan(plan, event) : plan));
}

type DataOf<Type extends MaintenanceEvent['type']> = Extract<
  MaintenanceEvent,
  { type: Type }
>['data'];

const planned = ({
  planId,
  firstOn,
  everyMonths,
  slotCount,
  leadDays,
}: DataOf<'MaintenancePlanned'>): PlanState => ({
  planId,
  firstOn,
  everyMonths,
  slotCount,
  leadDays,
  endedBecause: null,
  visits: {},
  nextSlot: 1,
});

function evolvePlan(plan: PlanState, event: MaintenanceEvent): PlanState {
  switch (event.type) {
    case 'MaintenancePlanEnded':
      return { ...plan, endedBecause: event.data.reason };
    case 'MaintenanceVisitOrdered': {
      const { slot, dueOn, ticketId } = event.data;
      const lost = plan.visits[slot]?.lost ?? [];
      const next = withVisit(plan, slot, { state: 'ordered', dueOn, ticketId, lost });
      return { ...next, nextSlot: Math.max(plan.nextSlot, slot + 1) };
    }
    case 'MaintenanceSlotOpened':
    case 'MaintenanceVisitDone': {
      const { slot } = event.data;
      const visit = plan.visits[slot];
      return visit === undefined ? plan : withVisit(plan, slot, after(visit, event));
    }
    default:
      return plan;
  }
}

const withVisit = (plan: PlanState, slot: number, visit: Visit): PlanState => ({
  ...plan,
  visits: { ...plan.visits, [slot]: visit },
});

function after(
  visit: Visit,
  event: Extract<MaintenanceEvent, { type: 'MaintenanceSlotOpened' | 'MaintenanceVisitDone' }>,
): Visit {
  if (event.type === 'MaintenanceVisitDone') return { ...visit, state: 'done' };
  const { ticketId, reason } = event.data;
  return { ...visit, state: 'open', lost: [...visit.lost, { ticketId, reason }] };
}
