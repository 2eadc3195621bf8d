import { streamName, type RecordedEvent } from '@gongdan/core';
import { readWholeStream, type EventStore } from '@gongdan/event-store';
import { beyondTheLog } from '@gongdan/platform';

/**
 * A ticket's events, and a position of the log that they certainly include everything up to. Throws
 * `REQUEST.INVALID_QUERY` for a `minPosition` that the log does not have.
 */
export async function readTicket(
  store: Pick<EventStore, 'readStream' | 'lastPosition'>,
  ticketId: string,
  minPosition = 0,
): Promise<{ readonly events: readonly RecordedEvent[]; readonly position: number }> {
  const position = await store.lastPosition(); // before the events, so that it claims no more
  if (position < minPosition) throw beyondTheLog(minPosition, position);
  return { position, events: await readWholeStream(store, streamName('ticket', ticketId)) };
}
