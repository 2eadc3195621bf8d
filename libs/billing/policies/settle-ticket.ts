import { GongdanError, streamName, type RecordedEvent } from '@gongdan/core';
import {
  ticketOutlineOf,
  type InvoiceEvent,
  type Settlement,
  type TicketCommands,
  type TicketEvent,
} from '@gongdan/contracts';
import { askedBy, type Reaction } from '@gongdan/event-feed';
import { readWholeStream, type EventStore } from '@gongdan/event-store';

type EventReader = Pick<EventStore, 'readStream'>;

/** Whose cycle an invoice bills, by its first event. */
export async function billedBy(
  store: EventReader,
  { stream }: Pick<RecordedEvent, 'stream'>,
): Promise<{ ticketId: string; invoiceId: string; cycle: number } | undefined> {
  const [first] = await store.readStream(stream, { limit: 1 });
  const drafted = first as (RecordedEvent & InvoiceEvent) | undefined;
  return drafted?.type === 'InvoiceDrafted' ? drafted.data : undefined;
}

/** A ticket that has left billing or is in a later cycle by now needs nothing any more. */
export async function settleTicket(
  store: EventReader,
  tickets: TicketCommands,
  ticketId: string,
  settlement: Settlement,
  reaction: Reaction,
): Promise<void> {
  const result = await tickets.settle(ticketId, settlement, askedBy(reaction, 'settle'));
  if (result.ok || !(await waitsForBilling(store, ticketId, settlement.cycle))) return;
  throw new GongdanError(result.error);
}

/** Whether a ticket stands in billing now, with this cycle. */
export async function waitsForBilling(
  store: EventReader,
  ticketId: string,
  cycle: number,
): Promise<boolean> {
  const events = await readWholeStream(store, streamName('ticket', ticketId));
  const now = ticketOutlineOf(events as readonly TicketEvent[]);
  return now?.stage === 'billing' && now.cycle === cycle;
}
