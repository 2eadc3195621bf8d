import { ok, refuse, type Decider, type Refusal, type Result } from '@gongdan/core';
import type { CustomerEvent, MaintenanceEvent } from '@gongdan/contracts';
import { contractRefusals } from './contract-refusals.js';
import { decideMaintenance, type MaintenanceCommand } from './maintenance/decide-maintenance.js';
import { maintenanceRefusals } from './maintenance/maintenance-refusals.js';
import { evolvePlans, type PlanState } from './maintenance/plan-state.js';

/** Everything on a `contract-<id>` stream. */
export type ServiceContractEvent =
  Extract<CustomerEvent, { type: 'ContractSigned' | 'ContractVisitUsed' }> | MaintenanceEvent;
type Terms = Extract<ServiceContractEvent, { type: 'ContractSigned' }>['data'];

export interface ContractState {
  readonly terms: Terms | null;
  /** Visits counted so far; may exceed the limit (what goes beyond is priced). */
  readonly visitsUsed: number;
  /** `<ticketId>.<cycle>` of every counted visit: each counts once. */
  readonly counted: readonly string[];
  /** Its maintenance plans, in the order in which they were made. */
  readonly plans: readonly PlanState[];
}

export type ContractCommand =
  | { readonly type: 'SignContract'; readonly terms: Terms }
  | { readonly type: 'UseVisit'; readonly ticketId: string; readonly cycle: number }
  | MaintenanceCommand;

/** Most visits that one contract may cover. */
export const VISIT_LIMIT_MAX = 10_000;

type Decision = Result<readonly ServiceContractEvent[], Refusal>;

function decide(state: ContractState, command: ContractCommand): Decision {
  if (command.type === 'SignContract') return sign(state, command.terms);
  if (state.terms === null) {
    return refuse(
      'planId' in command ? maintenanceRefusals.notFound() : contractRefusals.notFound(),
    );
  }
  if (command.type !== 'UseVisit') {
    return decideMaintenance({ terms: state.terms, plans: state.plans }, command);
  }
  const { ticketId, cycle } = command;
  if (state.counted.includes(`${ticketId}.${cycle}`)) return ok([]);
  const visitsUsed = state.visitsUsed + 1;
  return ok([{ type: 'ContractVisitUsed', data: { ticketId, cycle, visitsUsed } }]);
}

function sign(state: ContractState, terms: Terms): Decision {
  if (state.terms !== null) return refuse(contractRefusals.alreadySigned());
  if (terms.validUntil < terms.validFrom) {
    return refuse(contractRefusals.endsBeforeItBegins(terms.validFrom, terms.validUntil));
  }
  if (terms.visitLimit > VISIT_LIMIT_MAX) {
    return refuse(contractRefusals.tooManyVisits(VISIT_LIMIT_MAX));
  }
  return ok([{ type: 'ContractSigned', data: terms }]);
}

function evolve(state: ContractState, event: ServiceContractEvent): ContractState {
  switch (event.type) {
    case 'ContractSigned':
      return { ...state, terms: event.data };
    case 'ContractVisitUsed': {
      const { ticketId, cycle, visitsUsed } = event.data;
      return { ...state, visitsUsed, counted: [...state.counted, `${ticketId}.${cycle}`] };
    }
    default: {
      const plans = evolvePlans(state.plans, event);
      return plans === state.plans ? state : { ...state, plans };
    }
  }
}

export const contractDecider: Decider<ContractState, ContractCommand, ServiceContractEvent> = {
  initial: { terms: null, visitsUsed: 0, counted: [], plans: [] },
  decide,
  evolve,
};
