import { OCCURRED_MIN, refuse, type Instant, type Refusal, type Result } from '@gongdan/core';
import type { EscalationLevel, Role } from '@gongdan/contracts';
import type { WorkflowDefinition } from '@gongdan/workflow';
import type { TicketCommandName } from './ticket-command.js';
import type { TicketState } from './ticket-state.js';

/**
 * The refusals that more than one place makes; the others stand where they are decided. Codes are
 * stable and written out, so that a search for one finds its place.
 */

/** `path`: JSON pointer into the command’s input, of what the message is about. */
export const violating = (path: string, refusal: Refusal): Refusal => ({
  ...refusal,
  violations: [{ path, message: refusal.message }],
});

export const refused = (refusal: Refusal): Result<never, Refusal> => refuse(refusal);

export const notFound = (): Refusal => ({
  code: 'TICKET.NOT_FOUND',
  category: 'not-found',
  message: 'There is no such ticket.',
  hint: 'Check the id; a ticket begins with register.',
});

/** Of a ticket that is there now: `asOf` is the moment that was asked about. */
export const notFoundAsOf = (asOf: string): Refusal => ({
  ...notFound(),
  message: `The ticket was not there yet at ${asOf}.`,
  hint: 'Ask for a later moment; without asOf its registeredAt says since when it is there.',
});

export const alreadyRegistered = ({ number }: TicketState): Refusal => ({
  code: 'TICKET.ALREADY_REGISTERED',
  category: 'rejected',
  message: `The ticket is registered already, as ${number}.`,
  hint: 'Correct it with amend, or register another one under a new id.',
});

export const workflowNotLoaded = (id: string, version: number): Refusal => ({
  code: 'TICKET.WORKFLOW_NOT_LOADED',
  category: 'transient',
  message: `The ticket follows ${id} v${version}, which is not loaded.`,
  hint: `Put ${id}.v${version}.yaml back into the workflow folder and restart.`,
});

export const notInWorkflow = (
  name: TicketCommandName,
  definition: WorkflowDefinition,
): Refusal => ({
  code: 'TICKET.NOT_IN_WORKFLOW',
  category: 'rejected',
  message: `The workflow ${definition.id} v${definition.version} knows no ${name}.`,
  hint: 'The possible commands are listed with the ticket.',
});

export const roleNotAllowed = (
  name: TicketCommandName,
  roles: readonly Role[],
  state: string,
): Refusal => ({
  code: 'TICKET.ROLE_NOT_ALLOWED',
  category: 'forbidden',
  message: `Your roles do not allow ${name}${state === '' ? '' : ` in the state ${state}`}.`,
  hint: `It takes one of: ${roles.join(', ')}.`,
});

/** Of one member of amend: who may give it may still not say this. */
export const contractNotAllowed = (roles: readonly Role[], state: string): Refusal => ({
  code: 'TICKET.CONTRACT_NOT_ALLOWED',
  category: 'forbidden',
  message: `Your roles do not allow naming the contract in the state ${state}: it decides who pays.`,
  hint: `It takes one of: ${roles.join(', ')}.`,
  violations: [{ path: '/contractId', message: 'is said by who may classify' }],
});

export const wrongState = (
  name: TicketCommandName,
  state: TicketState,
  /** Where it would be possible. */
  states: readonly string[],
  /** What this caller may do instead. */
  possible: readonly string[],
): Refusal => ({
  code: 'TICKET.WRONG_STATE',
  category: 'rejected',
  message: `${name} is not possible in the state ${state.state}, only in: ${states.join(', ')}.`,
  hint:
    possible.length > 0
      ? `In the state ${state.state} you may: ${possible.join(', ')}.`
      : 'Nothing is open to you in this state.',
  extra: { state: state.state, stage: state.stage },
});

export const alreadyMerged = (intoTicketId: string): Refusal => ({
  code: 'TICKET.ALREADY_MERGED',
  category: 'rejected',
  message: 'The ticket was merged into another one.',
  hint: 'Go on with the other ticket.',
  extra: { intoTicketId },
});

export const notAssignedToYou = (name: TicketCommandName): Refusal => ({
  code: 'TICKET.NOT_ASSIGNED_TO_YOU',
  category: 'forbidden',
  message: `As a technician you may ${name} only tickets that you are assigned to.`,
  hint: 'Ask the dispatcher to assign you.',
});

export const noTechnician = (name: TicketCommandName): Refusal => ({
  code: 'TICKET.NO_TECHNICIAN',
  category: 'rejected',
  message: `${name} needs a technician, and none is assigned.`,
  hint: 'Assign one first.',
});

export const atTheTop = (): Refusal => ({
  code: 'TICKET.AT_THE_TOP',
  category: 'rejected',
  message: 'The executive has this ticket already; there is no higher step.',
  hint: 'Speak to the executive.',
});

/** `level`: where the ticket is. */
export const atThisLevel = (level: EscalationLevel): Refusal =>
  violating('/to', {
    code: 'TICKET.AT_THIS_LEVEL',
    category: 'rejected',
    message: `The ticket is with the level ${level} already.`,
    hint: 'Name a higher one, or none for the next step.',
  });

export const dispatchedAlready = (): Refusal => ({
  code: 'TICKET.DISPATCHED',
  category: 'rejected',
  message: 'The ticket has a technician: it was dispatched.',
  hint: 'Leave it alone, or carry it over as not finished.',
});

export const limitReached = (what: string, limit: number): Refusal => ({
  code: 'TICKET.LIMIT_REACHED',
  category: 'rejected',
  message: `A ticket holds at most ${limit} ${what}.`,
  hint: 'Register a follow-up ticket and go on there.',
});

/** Of all stages, not of tickets alone: said like the edge says it of other bodies. */
export const occurredInFuture = (occurredAt: Instant, now: Instant): Refusal =>
  violating('/occurredAt', {
    code: 'REQUEST.IN_THE_FUTURE',
    category: 'invalid',
    message: `${occurredAt} is in the future; the engine’s clock says ${now}.`,
    hint: 'Name an earlier moment, or leave it out: then it is now.',
  });

/** The same. */
export const occurredTooLongAgo = (occurredAt: Instant): Refusal =>
  violating('/occurredAt', {
    code: 'REQUEST.TOO_LONG_AGO',
    category: 'invalid',
    message: `${occurredAt} is before ${OCCURRED_MIN}, from when on things happen here.`,
    hint: 'Check the year.',
  });

export const occurredBeforeRegistration = (
  occurredAt: Instant,
  registeredAt: Instant,
): Refusal => ({
  code: 'TICKET.OCCURRED_BEFORE_REGISTRATION',
  category: 'rejected',
  message: `occurredAt ${occurredAt} is before the ticket was registered, ${registeredAt}.`,
  hint: 'Nothing happens to a ticket before there is one.',
  violations: [{ path: '/occurredAt', message: `must not be before ${registeredAt}` }],
});

export const occurredBeforeReopening = (
  name: TicketCommandName,
  occurredAt: Instant,
  cycleSince: Instant,
): Refusal => ({
  code: 'TICKET.OCCURRED_BEFORE_REOPENING',
  category: 'rejected',
  message: `${name} at ${occurredAt} is before the ticket was reopened, ${cycleSince}.`,
  hint: 'Check the moment, or leave it out: then it is now.',
  violations: [{ path: '/occurredAt', message: `must not be before ${cycleSince}` }],
});

/** `steppedAt`: when the ticket came to stand as it does. */
export const occurredBeforeWhatItUndoes = (
  name: TicketCommandName,
  occurredAt: Instant,
  steppedAt: Instant,
): Refusal => ({
  code: 'TICKET.OCCURRED_BEFORE_WHAT_IT_UNDOES',
  category: 'rejected',
  message: `${name} at ${occurredAt} is before the ticket’s latest step, ${steppedAt}, which it ends, undoes or interrupts.`,
  hint: 'Check the moment, or leave it out: then it is now.',
  violations: [{ path: '/occurredAt', message: `must not be before ${steppedAt}` }],
});

export const fieldsRequired = (name: TicketCommandName, fields: readonly string[]): Refusal => ({
  code: 'TICKET.FIELD_REQUIRED',
  category: 'invalid',
  message: `${name} needs ${fields.join(', ')} here.`,
  hint: 'Fill in what is missing.',
  violations: fields.map((field) => ({ path: `/${field}`, message: 'is required' })),
});
