import { TicketRegistered, type EventOf } from '@gongdan/contracts';
import { splitStreamName, type RecordedEvent } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';

/** The visit of a maintenance plan that a ticket was ordered for; undefined: it was not. */
export async function visitOfTicket(
  store: Pick<EventStore, 'readStream'>,
  { stream }: Pick<RecordedEvent, 'stream'>,
) {
  const [first] = await store.readStream(stream, { limit: 1 });
  if (first?.type !== TicketRegistered.type) return undefined;
  const { maintenance } = first.data as EventOf<typeof TicketRegistered>['data'];
  return maintenance && { ...maintenance, ticketId: splitStreamName(stream).id };
}
