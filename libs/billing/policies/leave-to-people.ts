import { GongdanError } from '@gongdan/core';
import type { TicketCommands } from '@gongdan/contracts';
import { askedBy, type Reaction } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import type { BillableTicket } from '../domain/billable-ticket.js';
import { waitsForBilling } from './settle-ticket.js';

/**
 * What is recorded on a ticket cannot be priced, and no repeat would change that: a dead letter would only park what
 * comes after. So its voucher says why, and the dispatch manager has it, who may have it settled by hand or reopened.
 */
export async function leaveToPeople(
  store: Pick<EventStore, 'readStream'>,
  tickets: Pick<TicketCommands, 'comment' | 'escalate'>,
  { ticketId, cycle }: Pick<BillableTicket, 'ticketId' | 'cycle'>,
  { message, hint = '' }: GongdanError,
  reaction: Reaction,
): Promise<void> {
  const text = `Cycle ${cycle} is not billed: ${message} ${hint}`.trim();
  const told = await tickets.comment(ticketId, text, askedBy(reaction, 'tell'));
  if (!told.ok) throw new GongdanError(told.error);
  if (!(await waitsForBilling(store, ticketId, cycle))) return;
  const escalation = { to: 'dispatch-manager', reason: 'Billing cannot price it' } as const;
  const raised = await tickets.escalate(ticketId, escalation, askedBy(reaction, 'escalate'));
  // Rejected: somebody as high has it already.
  if (!raised.ok && raised.error.category !== 'rejected') throw new GongdanError(raised.error);
}
