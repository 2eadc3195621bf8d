import { ok, type Instant, type Refusal, type Result } from '@gongdan/core';
import { ESCALATION_LEVELS, type Caller, type Role } from '@gongdan/contracts';
import {
  targetOf,
  type Transition,
  type WorkflowDefinition,
  type Workflows,
  type WorkflowState,
} from '@gongdan/workflow';
import { TICKET_COMMANDS, type TicketCommandName } from './ticket-command.js';
import { checkGuard, isOnTicket, type Attempt } from './ticket-guards.js';
import {
  ATTACHMENTS_MAX,
  COMMENTS_MAX,
  CYCLES_MAX,
  PART_ENTRIES_MAX,
  WORK_ENTRIES_MAX,
} from './ticket-limits.js';
import {
  alreadyMerged,
  alreadyRegistered,
  atTheTop,
  limitReached,
  noTechnician,
  notAssignedToYou,
  notFound,
  notInWorkflow,
  refused,
  roleNotAllowed,
  workflowNotLoaded,
  wrongState,
} from './ticket-refusals.js';
import type { TicketState } from './ticket-state.js';

/** A command that may be given: nothing but its own input can speak against it now. */
export interface Standing {
  readonly definition: WorkflowDefinition;
  readonly transition: Transition;
  readonly target: WorkflowState;
  /** Of the caller’s roles only that of technician allows it. */
  readonly asTechnician: boolean;
}

/** Whose events name the technician: without one there is nothing to say. */
const NEEDS_TECHNICIAN: ReadonlySet<TicketCommandName> = new Set<TicketCommandName>([
  'accept',
  'decline',
  'depart',
  'arrive',
]);

/**
 * Whether a command other than register may be given to this ticket by this caller, whatever its
 * input will be. The one judgement behind both deciding and listing what is possible, so that they
 * agree.
 */
export function standingOf(
  workflows: Workflows,
  state: TicketState,
  name: TicketCommandName,
  caller: Caller,
  at: Instant,
): Result<Standing, Refusal> {
  if (!state.exists) return refused(notFound());
  if (name === 'register') return refused(alreadyRegistered(state));
  const definition = workflows.get(state.workflow);
  if (!definition) return refused(workflowNotLoaded(state.workflow.id, state.workflow.version));
  const outsider = checkCaller(definition, state, name, caller);
  if (outsider) return refused(outsider);
  const transition = definition.transition(name, state.state);
  if (!transition) return refused(impossible(definition, state, name, caller));
  const acting = actingRoles(caller, transition.roles);
  if (acting.length === 0) return refused(roleNotAllowed(name, transition.roles, state.state));
  const asTechnician = isTechnicianOnly(acting);
  const refusal = checkTicket(transition, state, { name, caller, at, asTechnician });
  if (refusal) return refused(refusal);
  const target = targetState(definition, transition, state);
  return target
    ? ok({ definition, transition, target, asTechnician })
    : refused(originUnknown(name));
}

const actingRoles = (caller: Caller, roles: readonly Role[]): readonly Role[] =>
  caller.roles.filter((role) => roles.includes(role));

const isTechnicianOnly = (acting: readonly Role[]): boolean =>
  acting.every((role) => role === 'technician');

/** What does not depend on the ticket’s state: is this caller somebody who gives such a command? */
function checkCaller(
  definition: WorkflowDefinition,
  state: TicketState,
  name: TicketCommandName,
  caller: Caller,
): Refusal | undefined {
  const transitions = definition.transitionsOf(name);
  if (transitions.length === 0) return notInWorkflow(name, definition);
  const roles = [...new Set(transitions.flatMap((transition) => transition.roles))];
  const acting = actingRoles(caller, roles);
  if (acting.length === 0) return roleNotAllowed(name, roles, '');
  const foreign = isTechnicianOnly(acting) && !isOnTicket(state, caller.technicianId);
  return foreign ? notAssignedToYou(name) : undefined;
}

function checkTicket(
  transition: Transition,
  state: TicketState,
  attempt: Attempt,
): Refusal | undefined {
  const { name, caller, asTechnician } = attempt;
  if (asTechnician && !isOnTicket(state, caller.technicianId)) return notAssignedToYou(name);
  for (const guard of transition.guards) {
    const refusal = checkGuard(guard, state, attempt);
    if (refusal) return refusal;
  }
  if (NEEDS_TECHNICIAN.has(name) && state.technicianId === null) return noTechnician(name);
  if (name === 'escalate' && state.level === ESCALATION_LEVELS.at(-1)) return atTheTop();
  return fullness(state, name);
}

function fullness(state: TicketState, name: TicketCommandName): Refusal | undefined {
  const [count, limit, what] = fillOf(state, name);
  return count >= limit ? limitReached(what, limit) : undefined;
}

function fillOf(state: TicketState, name: TicketCommandName): [number, number, string] {
  switch (name) {
    case 'comment':
      return [state.commentCount, COMMENTS_MAX, 'comments'];
    case 'attach':
      return [state.attachments.length, ATTACHMENTS_MAX, 'attachments'];
    case 'record-work':
      return [state.work.length, WORK_ENTRIES_MAX, 'work entries'];
    case 'record-parts':
      return [state.parts.length, PART_ENTRIES_MAX, 'parts'];
    case 'reopen':
      return [state.cycle, CYCLES_MAX, 'resolution cycles'];
    default:
      return [0, 1, ''];
  }
}

function impossible(
  definition: WorkflowDefinition,
  state: TicketState,
  name: TicketCommandName,
  caller: Caller,
): Refusal {
  if (state.mergedInto !== null && state.stateClass === 'cancelled') {
    return alreadyMerged(state.mergedInto);
  }
  const possible = TICKET_COMMANDS.filter((command) =>
    definition.transition(command, state.state)?.roles.some((role) => caller.roles.includes(role)),
  );
  return wrongState(name, state, definition.statesFor(name), possible);
}

const targetState = (
  definition: WorkflowDefinition,
  transition: Transition,
  state: TicketState,
): WorkflowState | undefined => {
  const name = targetOf(transition, state.state, state.pausedFrom);
  return name === undefined ? undefined : definition.state(name);
};

const originUnknown = (name: TicketCommandName): Refusal => ({
  code: 'TICKET.PAUSE_ORIGIN_UNKNOWN',
  category: 'rejected',
  message: `${name} leads back to the state that was paused, which this workflow does not know.`,
  hint: 'Move the ticket on by another command.',
});
