import { ESCALATION_LEVELS } from '@gongdan/contracts';
import { happened, no, nothingToChange, type Decide, type Decisions } from './deciding.js';
import { atThisLevel, atTheTop, dispatchedAlready, noTechnician } from './ticket-refusals.js';

/** One step up the ladder, or up to the level that is named. */
const escalate: Decide<'escalate'> = ({ state: { level: from }, input: { to: named, reason } }) => {
  const next = ESCALATION_LEVELS[ESCALATION_LEVELS.indexOf(from) + 1];
  if (next === undefined) return no(atTheTop());
  const to = named ?? next;
  const climbs = ESCALATION_LEVELS.indexOf(to) > ESCALATION_LEVELS.indexOf(from);
  return climbs
    ? happened({ type: 'TicketEscalated', data: { from, to, reason } })
    : no(atThisLevel(from));
};

/** Once a day: whoever asks again, or for a day that is over, changes nothing. */
const carryOver: Decide<'carry-over'> = ({ state, input: { day, reason } }) => {
  if (state.lastCarriedOverOn !== null && day <= state.lastCarriedOverOn) return nothingToChange();
  const isDispatched = state.technicianId !== null;
  if (reason === 'not-dispatched' && isDispatched) return no(dispatchedAlready());
  if (reason === 'not-finished' && !isDispatched) return no(noTechnician('carry-over'));
  return happened({ type: 'TicketCarriedOver', data: { day, reason } });
};

export const escalationDecisions: Decisions<'escalate' | 'carry-over'> = {
  escalate,
  'carry-over': carryOver,
};
