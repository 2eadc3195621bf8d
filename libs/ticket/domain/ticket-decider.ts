import {
  isBlank,
  momentAfter,
  OCCURRED_MIN,
  ok,
  type Decider,
  type Instant,
  type Refusal,
  type Result,
} from '@gongdan/core';
import { validateEventData, type StateClass, type TicketEvent } from '@gongdan/contracts';
import type { Workflows } from '@gongdan/workflow';
import { standingOf } from './command-standing.js';
import { escalationDecisions } from './decide-escalation.js';
import { decideRegister } from './decide-register.js';
import { dispatchDecisions } from './decide-dispatch.js';
import { fieldDecisions } from './decide-field.js';
import { requestDecisions } from './decide-request.js';
import type { Decide, Decision, Decisions } from './deciding.js';
import { evolveTicket } from './evolve-ticket.js';
import { plainData } from './plain-data.js';
import type { TicketCommand, TicketCommandName, TicketCommandOf } from './ticket-command.js';
import {
  alreadyRegistered,
  fieldsRequired,
  occurredBeforeRegistration,
  occurredBeforeReopening,
  occurredBeforeWhatItUndoes,
  occurredInFuture,
  occurredTooLongAgo,
  refused,
} from './ticket-refusals.js';
import { initialTicketState, type TicketFact, type TicketState } from './ticket-state.js';
import { commandFields, STAYING } from './ticket-vocabulary.js';

export type TicketDecider = Decider<TicketState, TicketCommand, TicketFact>;

/**
 * The rules of a ticket over its one stream. Pure: time, ids and the caller arrive in the command,
 * the definitions are given once. What it decides fits the published contracts of the events.
 */
export const ticketDecider = (workflows: Workflows): TicketDecider => ({
  initial: initialTicketState,
  evolve: evolveTicket,
  decide: (state, command) => {
    const decision =
      command.name === 'register'
        ? decideBeginning(workflows, state, command)
        : decideStep(workflows, state, command);
    if (!decision.ok) return decision;
    const refusal = turningRefusal(state, decision.value, command);
    return refusal
      ? refused(refusal)
      : facts(decision.value, command, momentAfter(state.steppedAt, command));
  },
});

const decisions: Decisions<Exclude<TicketCommandName, 'register'>> = {
  ...requestDecisions,
  ...dispatchDecisions,
  ...fieldDecisions,
  ...escalationDecisions,
};

function decideBeginning(
  workflows: Workflows,
  state: TicketState,
  command: TicketCommandOf<'register'>,
): Decision {
  if (state.exists) return refused(alreadyRegistered(state));
  const refusal = timeRefusal(state, command) ?? missingFields(command, []);
  return refusal ? refused(refusal) : decideRegister(workflows, command);
}

function decideStep(
  workflows: Workflows,
  state: TicketState,
  command: Exclude<TicketCommand, { name: 'register' }>,
): Decision {
  const { name, caller, occurredAt } = command;
  const standing = standingOf(workflows, state, name, caller, occurredAt);
  if (!standing.ok) return standing;
  const { definition, transition, target, asTechnician } = standing.value;
  const refusal = timeRefusal(state, command) ?? missingFields(command, transition.requires);
  if (refusal) return refused(refusal);
  const { stage, stateClass } = target;
  const move = { from: state.state, to: target.name, stage, stateClass };
  const input = plainData(command.input);
  // One name’s decision is given that name’s command: the table’s type says so, this call cannot.
  const decide = decisions[name] as Decide<TicketCommandName>;
  const deciding = { state, command, input, workflows, definition, move, asTechnician };
  return decide(deciding);
}

function timeRefusal(state: TicketState, command: TicketCommand): Refusal | undefined {
  const { occurredAt, now } = command;
  if (occurredAt > now) return occurredInFuture(occurredAt, now);
  if (occurredAt < OCCURRED_MIN) return occurredTooLongAgo(occurredAt);
  // What happens now does so after what happened before, though this clock may have stepped back since.
  if (occurredAt === now) return undefined;
  const { registeredAt, cycleSince } = state;
  if (registeredAt !== null && occurredAt < registeredAt) {
    return occurredBeforeRegistration(occurredAt, registeredAt);
  }
  // The promises of the cycle would not hear of it: they begin later.
  if (!STAYING.has(command.name) && cycleSince !== null && occurredAt < cycleSince) {
    return occurredBeforeReopening(command.name, occurredAt, cycleSince);
  }
  return undefined;
}

/**
 * Promises are judged in the order in which things happened: had what begins or ends a pause, or takes up what was
 * done, been before the ticket’s latest step, they would run while it waits, or rest or be over for good. Whatever the
 * command, by the step decided.
 */
function turningRefusal(
  state: TicketState,
  events: readonly TicketEvent[],
  { name, occurredAt, now }: TicketCommand,
): Refusal | undefined {
  const { stateClass, steppedAt } = state;
  if (steppedAt === null || occurredAt >= steppedAt || occurredAt === now) return undefined;
  const turns = events.some(
    ({ data }) => 'move' in data && data.move && isTurn(stateClass, data.move.stateClass),
  );
  return turns ? occurredBeforeWhatItUndoes(name, occurredAt, steppedAt) : undefined;
}

/** Classes of states in which somebody is to do something, or waits to. */
const WORKING: readonly StateClass[] = ['open', 'active', 'paused'];

/** A pause begins or ends, however; or work goes on that was done, closed or cancelled. */
const isTurn = (before: StateClass, after: StateClass): boolean =>
  (before === 'paused') !== (after === 'paused') ||
  (!WORKING.includes(before) && WORKING.includes(after));

/**
 * A description may be empty (a log may have none); any other compulsory text must say something.
 */
const MAY_BE_BLANK: ReadonlySet<string> = new Set(['register description']);

function missingFields(
  { name, input }: TicketCommand,
  requires: readonly string[],
): Refusal | undefined {
  const given = input as Readonly<Record<string, unknown>>;
  const missing = commandFields(name, requires)
    .filter(({ required }) => required)
    .map((field) => field.name)
    .filter((field) => {
      const value = given[field];
      const blank = typeof value === 'string' && isBlank(value);
      return value === undefined || (blank && !MAY_BE_BLANK.has(`${name} ${field}`));
    });
  return missing.length === 0 ? undefined : fieldsRequired(name, missing);
}

/**
 * Inputs are validated at the edge too, but policies and imports come another way, and what is
 * decided is recorded for ever: it has to fit the published contract of its event.
 */
function facts(
  events: readonly TicketEvent[],
  { name }: TicketCommand,
  occurredAt: Instant,
): Result<readonly TicketFact[], Refusal> {
  const violations = events.flatMap(({ type, data }) => validateEventData(type, data));
  if (violations.length === 0) return ok(events.map((event) => ({ ...event, occurredAt })));
  return refused({
    code: 'TICKET.INVALID_INPUT',
    category: 'invalid',
    message: `The input of ${name} does not fit: ${violations[0]?.path} ${violations[0]?.message}.`,
    hint: 'Put the named members right.',
    violations,
  });
}
