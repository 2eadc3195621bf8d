import { Inject, Injectable } from '@nestjs/common';
import { GongdanError, streamName, type RecordedEvent } from '@gongdan/core';
import { readWholeStream, type EventStore } from '@gongdan/event-store';
import { beyondTheLog, EVENT_STORE, readAnswer, shown } from '@gongdan/platform';
import { contractDecider, type ServiceContractEvent } from '../../domain/contract.js';
import {
  contractOfPlan,
  maintenanceRefusals,
  slotDay,
  type PlanState,
} from '../../domain/maintenance/index.js';
import {
  maintenancePlanProjection,
  type MaintenancePlanRow,
} from '../../projections/maintenance-plan/maintenance-plan.projection.js';
import type { PlanAnswer, SlotAnswer } from './show-plan.dto.js';

/** One plan with its slots, from its contract’s stream: always as fresh as the log. */
@Injectable()
export class ShowPlan {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  /** Throws `MAINTENANCE.NOT_FOUND`, and `REQUEST.INVALID_QUERY` for a position that the log does not have. */
  async read(planId: string, minPosition = 0): Promise<PlanAnswer> {
    const contractId = contractOfPlan(planId);
    if (contractId === undefined) throw new GongdanError(maintenanceRefusals.notFound());
    const position = await this.store.lastPosition(); // before the events, so that it claims no more
    if (position < minPosition) throw beyondTheLog(minPosition, position);
    const events = await readWholeStream(this.store, streamName('contract', contractId));
    const row = rowOf(planId, events);
    const { plans } = (events as readonly (RecordedEvent & ServiceContractEvent)[]).reduce(
      contractDecider.evolve,
      contractDecider.initial,
    );
    const plan = plans.find((each) => each.planId === planId);
    if (row === undefined || plan === undefined) {
      throw new GongdanError(maintenanceRefusals.notFound());
    }
    return readAnswer({ position, ...shown(row), slots: slotsOf(plan) }, events.length);
  }
}

const rowOf = (planId: string, events: readonly RecordedEvent[]): MaintenancePlanRow | undefined =>
  events
    .filter(({ type, data }) => isOfPlans(type) && data['planId'] === planId)
    .reduce<MaintenancePlanRow | undefined>(
      (row, event) => maintenancePlanProjection.apply(row, event),
      undefined,
    );

const isOfPlans = (type: string): boolean => maintenancePlanProjection.types.includes(type);

const slotsOf = (plan: PlanState): readonly SlotAnswer[] =>
  Array.from({ length: plan.slotCount }, (_, index): SlotAnswer => {
    const slot = index + 1;
    const visit = plan.visits[slot];
    if (visit === undefined) {
      const dueOn = slotDay(plan, slot) ?? plan.firstOn;
      return { slot, dueOn, state: 'planned', ticketId: null, lost: [] };
    }
    const { dueOn, state, ticketId, lost } = visit;
    return { slot, dueOn, state, ticketId: state === 'open' ? null : ticketId, lost };
  });
