import type { Window } from '@gongdan/contracts';
import { epochMsOf, instantOf, OCCURRED_MIN, type Instant, type Refusal } from '@gongdan/core';
import { happened, no, nothingToChange, type Decide, type Decisions } from './deciding.js';
import { sameData } from './plain-data.js';
import type { AssignInput } from './ticket-command.js';
import { APPOINTMENT_DAYS_AHEAD_MAX, APPOINTMENT_HOURS_MAX } from './ticket-limits.js';
import { noTechnician, violating } from './ticket-refusals.js';
import type { TicketState } from './ticket-state.js';
import { checkedWindow } from './windows.js';

const DAY_MS = 86_400_000;

const crewOf = ({ technicianId, assistantIds = [], team }: AssignInput) => ({
  technicianId,
  assistantIds: [...assistantIds],
  ...(team === undefined ? {} : { team }),
});

function crewRefusal({
  technicianId,
  assistantIds,
}: ReturnType<typeof crewOf>): Refusal | undefined {
  const everybody = [technicianId, ...assistantIds];
  return new Set(everybody).size === everybody.length
    ? undefined
    : violating('/assistantIds', {
        code: 'TICKET.ASSISTANTS_REPEATED',
        category: 'invalid',
        message: 'Somebody is named twice: as an assistant, or as lead and assistant.',
        hint: 'Name everybody once.',
      });
}

/** The same people on the same team, whatever the order of the assistants. */
const isSameCrew = (state: TicketState, crew: ReturnType<typeof crewOf>): boolean =>
  crew.technicianId === state.technicianId &&
  sameData([...crew.assistantIds].sort(), [...state.assistantIds].sort()) &&
  (crew.team === undefined || crew.team === state.team);

const assign: Decide<'assign'> = ({ state, input, move }) => {
  const crew = crewOf(input);
  const refusal = crewRefusal(crew);
  if (refusal) return no(refusal);
  if (move.to === state.state && isSameCrew(state, crew)) return nothingToChange();
  return happened({ type: 'TicketAssigned', data: { ...crew, move } });
};

const reassign: Decide<'reassign'> = ({ state, input, move }) => {
  const crew = crewOf(input);
  const refusal = crewRefusal(crew);
  if (refusal) return no(refusal);
  if (isSameCrew(state, crew)) return nothingToChange();
  return happened({
    type: 'TicketReassigned',
    data: { ...crew, previousTechnicianId: state.technicianId, reason: input.reason, move },
  });
};

const accept: Decide<'accept'> = ({ state: { technicianId }, move }) =>
  technicianId === null
    ? no(noTechnician('accept'))
    : happened({ type: 'TicketAccepted', data: { technicianId, move } });

const decline: Decide<'decline'> = ({ state: { technicianId }, input, move }) =>
  technicianId === null
    ? no(noTechnician('decline'))
    : happened({ type: 'TicketDeclined', data: { technicianId, reason: input.reason, move } });

/** Promises are judged by it: in a year that business calendars do not know none could be. */
function reachRefusal({ from, to }: Window, now: Instant): Refusal | undefined {
  const last = instantOf(epochMsOf(now) + APPOINTMENT_DAYS_AHEAD_MAX * DAY_MS);
  if (from >= OCCURRED_MIN && to <= last) return undefined;
  return violating('/appointment', {
    code: 'TICKET.APPOINTMENT_OUT_OF_REACH',
    category: 'invalid',
    message: `The appointment is not within ${OCCURRED_MIN} and ${last}.`,
    hint: 'Check the year.',
  });
}

const schedule: Decide<'schedule'> = ({ state, input, move, command }) => {
  const window = checkedWindow(input.appointment, '/appointment', APPOINTMENT_HOURS_MAX);
  if (!window.ok) return window;
  const refusal = reachRefusal(window.value, command.now);
  if (refusal) return no(refusal);
  const requestedByCustomer = input.requestedByCustomer ?? false;
  const same =
    move.to === state.state &&
    sameData(window.value, state.appointment) &&
    requestedByCustomer === state.appointmentRequestedByCustomer;
  return same
    ? nothingToChange()
    : happened({
        type: 'TicketScheduled',
        data: { appointment: window.value, requestedByCustomer, move },
      });
};

export const dispatchDecisions: Decisions<
  'approve-dispatch' | 'assign' | 'accept' | 'decline' | 'reassign' | 'schedule'
> = {
  'approve-dispatch': ({ input, move }) =>
    happened({ type: 'TicketDispatchApproved', data: { ...input, move } }),
  assign,
  accept,
  decline,
  reassign,
  schedule,
};
