import type { Refusal } from '@gongdan/core';
import { violating } from './ticket-refusals.js';
import type { TicketState } from './ticket-state.js';

/**
 * Why another ticket cannot be merged into this one; undefined: it can. Where a merged ticket goes on, something
 * must still go on: of two that were merged into each other, neither would.
 */
export function refusalToGoOnIn(ticketId: string, state: TicketState): Refusal | undefined {
  if (!state.exists) return unknownTicket(ticketId);
  return state.stateClass === 'cancelled' ? mergeIntoEnded(ticketId, state.mergedInto) : undefined;
}

const unknownTicket = (intoTicketId: string): Refusal =>
  violating('/intoTicketId', {
    code: 'TICKET.UNKNOWN_TICKET',
    category: 'rejected',
    message: `There is no ticket ${intoTicketId}.`,
    hint: 'Check the id.',
  });

/** `mergedInto`: where that one went on itself. */
const mergeIntoEnded = (intoTicketId: string, mergedInto: string | null): Refusal =>
  violating('/intoTicketId', {
    code: 'TICKET.MERGE_INTO_ENDED',
    category: 'rejected',
    message: `The ticket ${intoTicketId} has ended itself: it was merged or cancelled.`,
    hint: mergedInto === null ? 'Name the ticket that goes on.' : `It went on in ${mergedInto}.`,
  });
