import type { Refusal } from '@gongdan/core';
import {
  happened,
  no,
  nothingToChange,
  type Decide,
  type Deciding,
  type Decisions,
} from './deciding.js';
import type { PartInput } from './ticket-command.js';
import { isOnTicket } from './ticket-guards.js';
import { PART_ENTRIES_MAX } from './ticket-limits.js';
import { limitReached, noTechnician, violating } from './ticket-refusals.js';
import type { PartEntry, TicketState } from './ticket-state.js';

/** Who reports: a technician of the ticket for himself, anybody else for the lead. */
const travellerOf = ({ state, command }: Deciding<'depart' | 'arrive' | 'record-work'>) =>
  isOnTicket(state, command.caller.technicianId) ? command.caller.technicianId : state.technicianId;

const depart: Decide<'depart'> = (deciding) => {
  const technicianId = travellerOf(deciding);
  return technicianId === null
    ? no(noTechnician('depart'))
    : happened({ type: 'TechnicianDeparted', data: { technicianId, move: deciding.move } });
};

const arrive: Decide<'arrive'> = (deciding) => {
  const technicianId = travellerOf(deciding);
  return technicianId === null
    ? no(noTechnician('arrive'))
    : happened({ type: 'TechnicianArrived', data: { technicianId, move: deciding.move } });
};

const pause: Decide<'pause'> = ({ state, input, move }) =>
  state.stateClass === 'paused' &&
  move.to === state.state &&
  input.reason === state.pauseReason &&
  (input.note ?? null) === state.pauseNote
    ? nothingToChange()
    : happened({ type: 'WorkPaused', data: { ...input, move } });

const recordWork: Decide<'record-work'> = (deciding) => {
  const { state, input, asTechnician } = deciding;
  const technicianId = input.technicianId ?? travellerOf(deciding);
  if (technicianId === null) return no(noTechnician('record-work'));
  if (asTechnician && !isOnTicket(state, technicianId)) {
    return no({
      code: 'TICKET.NOT_ON_TICKET',
      category: 'forbidden',
      message: 'As a technician you may record work of the ticket’s lead and assistants only.',
      hint: 'Ask the dispatcher to record the work of others.',
    });
  }
  return happened({
    type: 'WorkRecorded',
    data: {
      technicianId,
      description: input.description,
      minutes: input.minutes,
      coveredByWarranty: input.coveredByWarranty ?? false,
    },
  });
};

const recordParts: Decide<'record-parts'> = ({ state, input }) => {
  if (state.parts.length + input.parts.length > PART_ENTRIES_MAX) {
    return no(limitReached('parts', PART_ENTRIES_MAX));
  }
  const refusal = moneyRefusal(state, input.parts);
  if (refusal) return no(refusal);
  const parts = input.parts.map((part) => ({
    code: part.code,
    description: part.description,
    quantity: part.quantity,
    unitPrice: part.unitPrice,
    coveredByWarranty: part.coveredByWarranty ?? false,
  }));
  return happened({ type: 'PartsRecorded', data: { parts } });
};

/** One currency in a cycle (it becomes one invoice), nothing below zero, sums that stay exact. */
function moneyRefusal(state: TicketState, parts: readonly PartInput[]): Refusal | undefined {
  const earlier: readonly PartEntry[] = state.parts.filter(({ cycle }) => cycle === state.cycle);
  const currency = (earlier[0] ?? parts[0])?.unitPrice.currency;
  let totalMinor = earlier.reduce((sum, part) => sum + amountOf(part), 0);
  for (const [index, part] of parts.entries()) {
    const path = `/parts/${index}/unitPrice`;
    if (part.unitPrice.amountMinor < 0) {
      return violating(`${path}/amountMinor`, {
        code: 'TICKET.NEGATIVE_AMOUNT',
        category: 'invalid',
        message: `The unit price of ${part.code} is negative.`,
        hint: 'A discount belongs on the invoice.',
      });
    }
    if (part.unitPrice.currency !== currency) {
      return {
        code: 'TICKET.CURRENCY_MIXED',
        category: 'rejected',
        message: `The ticket’s parts are priced in ${currency}, but ${part.code} is not.`,
        hint: 'Price all parts of one resolution cycle in one currency.',
        violations: [{ path: `${path}/currency`, message: `must be ${currency}` }],
      };
    }
    totalMinor += amountOf(part);
    if (totalMinor > Number.MAX_SAFE_INTEGER) {
      return violating(path, {
        code: 'TICKET.AMOUNT_TOO_LARGE',
        category: 'invalid',
        message: 'The parts’ total is beyond what can be reckoned exactly.',
        hint: 'Check quantity and unit price.',
      });
    }
  }
  return undefined;
}

const amountOf = ({ quantity, unitPrice }: Pick<PartInput, 'quantity' | 'unitPrice'>): number =>
  quantity * unitPrice.amountMinor;

export const fieldDecisions: Decisions<
  | 'depart'
  | 'arrive'
  | 'start'
  | 'pause'
  | 'resume'
  | 'record-work'
  | 'record-parts'
  | 'finish'
  | 'sign'
  | 'countersign'
  | 'archive'
> = {
  depart,
  arrive,
  start: ({ move }) => happened({ type: 'WorkStarted', data: { move } }),
  pause,
  resume: ({ move }) => happened({ type: 'WorkResumed', data: { move } }),
  'record-work': recordWork,
  'record-parts': recordParts,
  finish: ({ input, move }) => happened({ type: 'WorkFinished', data: { ...input, move } }),
  sign: ({ input, move }) => happened({ type: 'CustomerSigned', data: { ...input, move } }),
  countersign: ({ input, move }) =>
    happened({ type: 'TicketCountersigned', data: { ...input, move } }),
  archive: ({ state: { finishedAt }, move }) =>
    happened({
      type: 'TicketArchived',
      data: { ...(finishedAt === null ? {} : { finishedAt }), move },
    }),
};
