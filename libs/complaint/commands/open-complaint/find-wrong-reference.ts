import { streamName, type RecordedEvent, type Refusal } from '@gongdan/core';
import type { CustomerEvent, TicketEvent } from '@gongdan/contracts';
import { readWholeStream, type EventStore } from '@gongdan/event-store';
import type { OpenedComplaint } from '../../domain/complaint.js';
import { complaintRefusals } from '../../domain/complaint-refusals.js';

/** The first thing that a complaint names and that is not there, or not this customer’s. */
export async function findWrongReference(
  store: Pick<EventStore, 'readStream'>,
  { customerId, ticketIds }: Pick<OpenedComplaint, 'customerId' | 'ticketIds'>,
): Promise<Refusal | undefined> {
  const file = await readWholeStream(store, streamName('customer', customerId));
  if (!isInFile(file)) return complaintRefusals.customerUnknown();
  for (const [index, ticketId] of ticketIds.entries()) {
    const [first] = await store.readStream(streamName('ticket', ticketId), { limit: 1 });
    const event = first as (RecordedEvent & TicketEvent) | undefined;
    if (event?.type !== 'TicketRegistered' || event.data.customerId !== customerId) {
      return complaintRefusals.ticketNotOfCustomer(index);
    }
  }
  return undefined;
}

function isInFile(file: readonly RecordedEvent[]): boolean {
  const types = (file as readonly CustomerEvent[]).map(({ type }) => type);
  return types.includes('CustomerRegistered') && !types.includes('CustomerForgotten');
}
