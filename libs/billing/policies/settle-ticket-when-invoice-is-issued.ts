import type { RecordedEvent } from '@gongdan/core';
import type { TicketCommands } from '@gongdan/contracts';
import type { Policy, Reaction } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import { billedBy, settleTicket } from './settle-ticket.js';

/** With the invoice on its way to the customer, billing is done with the ticket. */
export class SettleTicketWhenInvoiceIsIssued implements Policy {
  readonly name = 'settle-ticket-when-invoice-is-issued';
  readonly types = ['InvoiceIssued'];

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly tickets: TicketCommands,
  ) {}

  async react(issued: RecordedEvent, reaction: Reaction): Promise<void> {
    const billed = await billedBy(this.store, issued);
    if (billed === undefined) return;
    const { ticketId, invoiceId, cycle } = billed;
    const settlement = { outcome: 'invoiced', invoiceId, cycle } as const;
    await settleTicket(this.store, this.tickets, ticketId, settlement, reaction);
  }
}
