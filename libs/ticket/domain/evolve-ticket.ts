import type { Instant } from '@gongdan/core';
import type { CarryOverReason, EventOf, Move, TicketRegistered } from '@gongdan/contracts';
import { initialTicketState, type TicketFact, type TicketState } from './ticket-state.js';

/**
 * The state after one more event. Total: takes any event of a ticket in any order and never throws.
 */
export function evolveTicket(state: TicketState, fact: TicketFact): TicketState {
  const moved =
    'move' in fact.data && fact.data.move ? move(state, fact.data.move, fact.occurredAt) : {};
  const next = { ...state, exists: true, ...moved, ...changed(state, fact) };
  const { carriedOver } = next;
  return carriedOver !== null && isDispatchedOrDone(carriedOver.reason, next)
    ? { ...next, carriedOver: null }
    : next;
}

/** What a ticket was carried over for is done, or not to be done any more. */
const isDispatchedOrDone = (
  reason: CarryOverReason,
  { technicianId, stateClass }: Pick<TicketState, 'technicianId' | 'stateClass'>,
): boolean =>
  (reason === 'not-dispatched' && technicianId !== null) || !UNDONE_CLASSES.includes(stateClass);

const UNDONE_CLASSES: readonly string[] = ['open', 'active', 'paused'];

/** What the event says, beside the step it takes the ticket through. */
function changed(state: TicketState, fact: TicketFact): Partial<TicketState> {
  switch (fact.type) {
    case 'TicketRegistered':
      return registered(fact.data, fact.occurredAt);
    case 'TicketAmended':
      return fact.data;
    case 'TicketClassified':
      return { category: fact.data.category, workflow: fact.data.workflow };
    case 'TicketPrioritised':
      return { priority: fact.data.priority };
    case 'TicketAssigned':
    case 'TicketReassigned':
      return {
        technicianId: fact.data.technicianId,
        assistantIds: fact.data.assistantIds,
        team: fact.data.team ?? state.team,
      };
    case 'TicketDeclined':
      return { technicianId: null, assistantIds: [] };
    case 'TicketScheduled':
      return {
        appointment: fact.data.appointment,
        appointmentRequestedByCustomer: fact.data.requestedByCustomer,
      };
    case 'TicketReopened':
      return { ...reopened(fact.data.cycle, fact.data.move), cycleSince: fact.occurredAt };
    case 'TicketMerged':
      return { mergedInto: fact.data.intoTicketId };
    case 'TicketCommented':
      return { commentCount: state.commentCount + 1 };
    case 'TicketFileAttached':
      return { attachments: [...state.attachments, fact.data] };
    case 'TicketEscalated':
      return { level: fact.data.to };
    case 'TicketCarriedOver':
      return { carriedOver: fact.data, lastCarriedOverOn: fact.data.day };
    case 'TicketWorkflowMigrated':
      return { workflow: fact.data.workflow };
    case 'TicketSettled':
      return {
        settlement: { outcome: fact.data.outcome, invoiceId: fact.data.invoiceId ?? null },
      };
    case 'TicketDispatchApproved':
    case 'TicketAccepted':
    case 'TechnicianDeparted':
    case 'TechnicianArrived':
    case 'WorkResumed':
    case 'TicketArchived':
    case 'TicketClosed':
    case 'TicketCancelled':
      return {};
    default:
      return worked(state, fact);
  }
}

type WorkFact = Extract<
  TicketFact,
  {
    type:
      | 'WorkStarted'
      | 'WorkPaused'
      | 'WorkRecorded'
      | 'PartsRecorded'
      | 'WorkFinished'
      | 'CustomerSigned'
      | 'TicketCountersigned';
  }
>;

function worked(state: TicketState, fact: WorkFact): Partial<TicketState> {
  const { occurredAt } = fact;
  switch (fact.type) {
    case 'WorkStarted':
      // Work that starts again after it was finished makes resolution and signature void.
      return {
        workBegan: true,
        resolution: null,
        signature: null,
        countersigned: false,
        finishedAt: null,
      };
    case 'WorkPaused':
      return { pauseReason: fact.data.reason, pauseNote: fact.data.note ?? null };
    case 'WorkRecorded':
      return {
        workBegan: true,
        work: [...state.work, { ...fact.data, occurredAt, cycle: state.cycle }],
      };
    case 'PartsRecorded':
      return {
        workBegan: true,
        parts: [
          ...state.parts,
          ...fact.data.parts.map((part) => ({ ...part, cycle: state.cycle })),
        ],
      };
    case 'WorkFinished':
      return { workBegan: true, resolution: fact.data.resolution, finishedAt: occurredAt };
    case 'CustomerSigned':
      return {
        signature: { signedBy: fact.data.signedBy, remark: fact.data.remark ?? null, occurredAt },
      };
    case 'TicketCountersigned':
      return { countersigned: true };
    default:
      // Of the types known here none arrives; an event of a later release changes nothing.
      fact satisfies never;
      return {};
  }
}

function registered(
  data: EventOf<typeof TicketRegistered>['data'],
  occurredAt: Instant,
): Partial<TicketState> {
  const { move: _move, ...said } = data;
  return {
    ...initialTicketState,
    ...movedTo(data.move, occurredAt),
    ...said,
    exists: true,
    registeredAt: occurredAt,
    cycleSince: occurredAt,
  };
}

/** A new cycle starts clean. Who did the work is kept only where work goes on at once. */
function reopened(cycle: number, step: Move): Partial<TicketState> {
  return {
    cycle,
    workBegan: false,
    resolution: null,
    signature: null,
    countersigned: false,
    settlement: null,
    level: 'handler',
    carriedOver: null,
    appointment: null,
    appointmentRequestedByCustomer: false,
    finishedAt: null,
    closedAt: null,
    ...(step.stage === 'request' ? { technicianId: null, assistantIds: [], team: null } : {}),
  };
}

const movedTo = (step: Move, occurredAt: Instant) => ({
  state: step.to,
  stage: step.stage,
  stateClass: step.stateClass,
  stateSince: occurredAt,
  steppedAt: occurredAt,
});

function move(state: TicketState, step: Move, occurredAt: Instant): Partial<TicketState> {
  const stays = step.to === state.state;
  const { steppedAt } = state;
  return {
    ...movedTo(step, occurredAt),
    // What is reported late may have happened before what is known already.
    ...(steppedAt !== null && steppedAt > occurredAt ? { steppedAt } : {}),
    ...(stays ? { stateSince: state.stateSince } : {}),
    ...(step.stateClass === 'closed' ? { closedAt: state.closedAt ?? occurredAt } : {}),
    ...(step.stateClass === 'paused'
      ? { pausedFrom: state.stateClass === 'paused' ? state.pausedFrom : step.from }
      : { pausedFrom: null, pauseReason: null, pauseNote: null }),
  };
}
