import { epochMsOf, type Instant, type Refusal } from '@gongdan/core';
import type { Caller } from '@gongdan/contracts';
import type { GuardUse } from '@gongdan/workflow';
import { noTechnician } from './ticket-refusals.js';
import type { TicketCommandName } from './ticket-command.js';
import type { TicketState } from './ticket-state.js';
import type { TicketGuardName } from './ticket-vocabulary.js';

const DAY_MS = 86_400_000;

/** Who wants what when: what a guard may look at beside the ticket. */
export interface Attempt {
  readonly name: TicketCommandName;
  readonly caller: Caller;
  /** When it happens, as the caller says. */
  readonly at: Instant;
  /** Of the caller’s roles only that of technician allows the command. */
  readonly asTechnician: boolean;
}

type Guard = (
  state: TicketState,
  attempt: Attempt,
  parameters: GuardUse['parameters'],
) => Refusal | undefined;

/** Lead or assistant of the ticket. */
export const isOnTicket = (state: TicketState, technicianId: string | null): boolean =>
  technicianId !== null &&
  (technicianId === state.technicianId || state.assistantIds.includes(technicianId));

/** Also who gave the ticket away after working on it. */
const workedInCycle = ({ work, cycle }: TicketState, technicianId: string | null): boolean =>
  work.some((entry) => entry.cycle === cycle && entry.technicianId === technicianId);

const hasWorkInCycle = ({ work, cycle }: TicketState): boolean =>
  work.some((entry) => entry.cycle === cycle);

const guards: Readonly<Record<TicketGuardName, Guard>> = {
  'lead-technician-only': (state, { name, caller, asTechnician }) =>
    asTechnician && caller.technicianId !== state.technicianId
      ? {
          code: 'TICKET.NOT_LEAD_TECHNICIAN',
          category: 'forbidden',
          message: `Of the technicians, only the lead may ${name}.`,
          hint: 'Ask the lead technician or the dispatcher.',
        }
      : undefined,

  'technician-assigned': (state, { name }) =>
    state.technicianId === null ? noTechnician(name) : undefined,

  'before-work-began': (state, { name }) =>
    state.workBegan
      ? {
          code: 'TICKET.WORK_BEGAN',
          category: 'rejected',
          message: `${name} is possible only before work began; the ticket is ${state.state}.`,
          hint: 'Finish the work; what is not to be paid can be settled in billing.',
        }
      : undefined,

  'has-recorded-work': (state, { name }) =>
    hasWorkInCycle(state)
      ? undefined
      : {
          code: 'TICKET.NO_WORK_RECORDED',
          category: 'rejected',
          message: `${name} needs recorded work, and none was recorded in this cycle.`,
          hint: 'Record what was done and how long it took with record-work.',
        },

  'needs-customer-signature': (state, { name }) =>
    state.signature === null
      ? {
          code: 'TICKET.NOT_SIGNED',
          category: 'rejected',
          message: `${name} needs the customer’s signature.`,
          hint: 'Have the customer sign first.',
        }
      : undefined,

  'not-by-assigned-technician': (state, { name, caller }) =>
    isOnTicket(state, caller.technicianId) || workedInCycle(state, caller.technicianId)
      ? {
          code: 'TICKET.OWN_WORK',
          category: 'forbidden',
          message: `You worked on this ticket: somebody else must ${name}.`,
          hint: 'Ask another manager.',
        }
      : undefined,

  'within-reopen-period': (state, { at }, { days = 0 }) =>
    state.closedAt !== null && epochMsOf(at) - epochMsOf(state.closedAt) > days * DAY_MS
      ? {
          code: 'TICKET.REOPEN_PERIOD_OVER',
          category: 'rejected',
          message: `Closed at ${state.closedAt}, the ticket could be reopened for ${days} days.`,
          hint: 'Register a follow-up ticket.',
        }
      : undefined,
};

export const checkGuard = (
  use: GuardUse,
  state: TicketState,
  attempt: Attempt,
): Refusal | undefined => guards[use.name as TicketGuardName](state, attempt, use.parameters);
