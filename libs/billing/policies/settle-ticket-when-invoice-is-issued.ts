import { GongdanError, streamName, type RecordedEvent } from '@gongdan/core';
import {
  ticketOutlineOf,
  type InvoiceEvent,
  type Settlement,
  type TicketCommands,
  type TicketEvent,
} from '@gongdan/contracts';
import type { Policy, Reaction } from '@gongdan/event-feed';
import { readWholeStream, type EventStore } from '@gongdan/event-store';

/** With the invoice on its way to the customer, billing is done with the ticket. */
export class SettleTicketWhenInvoiceIsIssued implements Policy {
  readonly name = 'settle-ticket-when-invoice-is-issued';
  readonly types = ['InvoiceIssued'];

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly tickets: TicketCommands,
  ) {}

  async react(issued: RecordedEvent, reaction: Reaction): Promise<void> {
    const [first] = await this.store.readStream(issued.stream, { limit: 1 });
    const drafted = first as (RecordedEvent & InvoiceEvent) | undefined;
    if (drafted?.type !== 'InvoiceDrafted') return;
    const { ticketId, invoiceId, cycle } = drafted.data;
    const settlement = { outcome: 'invoiced', invoiceId, cycle } as const;
    await settleTicket(this.store, this.tickets, ticketId, settlement, reaction);
  }
}

/** A ticket that has left billing or is in a later cycle by now needs nothing any more. */
export async function settleTicket(
  store: Pick<EventStore, 'readStream'>,
  tickets: TicketCommands,
  ticketId: string,
  settlement: Settlement,
  reaction: Reaction,
): Promise<void> {
  const { actor, correlationId, causationId } = reaction;
  const result = await tickets.settle(ticketId, settlement, {
    actor,
    correlationId,
    causationId,
    idempotencyKey: reaction.keyFor('settle'),
  });
  if (result.ok) return;
  const events = await readWholeStream(store, streamName('ticket', ticketId));
  const now = ticketOutlineOf(events as readonly TicketEvent[]);
  if (now?.stage !== 'billing' || now.cycle !== settlement.cycle) return;
  throw new GongdanError(result.error);
}
