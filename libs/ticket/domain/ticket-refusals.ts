import { refuse, type Instant, type Refusal, type Result } from '@gongdan/core';
import type { Role } from '@gongdan/contracts';
import type { WorkflowDefinition } from '@gongdan/workflow';
import type { TicketCommandName } from './ticket-command.js';
import type { TicketState } from './ticket-state.js';

/** Every way in which the ticket refuses a command. Codes are stable; docs/reference/errors.md. */
export const rejected = (code: string, message: string, hint: string): Refusal => ({
  code: `TICKET.${code}`,
  category: 'rejected',
  message,
  hint,
});

export const forbidden = (code: string, message: string, hint: string): Refusal => ({
  code: `TICKET.${code}`,
  category: 'forbidden',
  message,
  hint,
});

/** `path`: JSON pointer into the command’s input. */
export const invalid = (code: string, path: string, message: string, hint: string): Refusal => ({
  code: `TICKET.${code}`,
  category: 'invalid',
  message,
  hint,
  violations: [{ path, message }],
});

export const refused = (refusal: Refusal): Result<never, Refusal> => refuse(refusal);

export const notFound = (): Refusal => ({
  code: 'TICKET.NOT_FOUND',
  category: 'not-found',
  message: 'There is no such ticket.',
  hint: 'Check the id; a ticket begins with register.',
});

export const alreadyRegistered = ({ number }: TicketState): Refusal =>
  rejected(
    'ALREADY_REGISTERED',
    `The ticket is registered already, as ${number}.`,
    'Correct it with amend, or register another one under a new id.',
  );

export const workflowNotLoaded = (id: string, version: number): Refusal => ({
  code: 'TICKET.WORKFLOW_NOT_LOADED',
  category: 'transient',
  message: `The ticket follows ${id} v${version}, which is not loaded.`,
  hint: `Put ${id}.v${version}.yaml back into the workflow folder and restart.`,
});

export const notInWorkflow = (name: TicketCommandName, definition: WorkflowDefinition): Refusal =>
  rejected(
    'NOT_IN_WORKFLOW',
    `The workflow ${definition.id} v${definition.version} knows no ${name}.`,
    'The possible commands are listed with the ticket.',
  );

export const roleNotAllowed = (
  name: TicketCommandName,
  roles: readonly Role[],
  state: string,
): Refusal =>
  forbidden(
    'ROLE_NOT_ALLOWED',
    `Your roles do not allow ${name}${state === '' ? '' : ` in the state ${state}`}.`,
    `It takes one of: ${roles.join(', ')}.`,
  );

export const wrongState = (
  name: TicketCommandName,
  state: TicketState,
  definition: WorkflowDefinition,
  possible: readonly string[],
): Refusal => ({
  ...rejected(
    'WRONG_STATE',
    `${name} is not possible in the state ${state.state}, only in: ${definition.statesFor(name).join(', ')}.`,
    possible.length === 0
      ? 'Nothing is open to you in this state.'
      : `In the state ${state.state} you may: ${possible.join(', ')}.`,
  ),
  extra: { state: state.state, stage: state.stage },
});

export const alreadyMerged = (intoTicketId: string): Refusal => ({
  ...rejected(
    'ALREADY_MERGED',
    'The ticket was merged into another one.',
    'Go on with the other ticket.',
  ),
  extra: { intoTicketId },
});

export const notAssignedToYou = (name: TicketCommandName): Refusal =>
  forbidden(
    'NOT_ASSIGNED_TO_YOU',
    `As a technician you may ${name} only tickets that you are assigned to.`,
    'Ask the dispatcher to assign you.',
  );

export const noTechnician = (name: TicketCommandName): Refusal =>
  rejected(
    'NO_TECHNICIAN',
    `${name} needs a technician, and none is assigned.`,
    'Assign one first.',
  );

export const limitReached = (what: string, limit: number): Refusal =>
  rejected(
    'LIMIT_REACHED',
    `A ticket holds at most ${limit} ${what}.`,
    'Register a follow-up ticket and go on there.',
  );

export const occurredInFuture = (occurredAt: Instant, now: Instant): Refusal =>
  invalid(
    'OCCURRED_IN_FUTURE',
    '/occurredAt',
    `occurredAt ${occurredAt} is later than now, ${now}.`,
    'Say when it happened, or leave it out: then it is now.',
  );

export const occurredBeforeRegistration = (
  occurredAt: Instant,
  registeredAt: Instant,
): Refusal => ({
  ...rejected(
    'OCCURRED_BEFORE_REGISTRATION',
    `occurredAt ${occurredAt} is before the ticket was registered, ${registeredAt}.`,
    'Nothing happens to a ticket before there is one.',
  ),
  violations: [{ path: '/occurredAt', message: `must not be before ${registeredAt}` }],
});

export const fieldsRequired = (name: TicketCommandName, fields: readonly string[]): Refusal => ({
  code: 'TICKET.FIELD_REQUIRED',
  category: 'invalid',
  message: `${name} needs ${fields.join(', ')} here.`,
  hint: 'Fill in what is missing.',
  violations: fields.map((field) => ({ path: `/${field}`, message: 'is required' })),
});
