import { GongdanError, streamName, type RecordedEvent } from '@gongdan/core';
import { readWholeStream, type EventStore } from '@gongdan/event-store';

/**
 * A ticket's events, and a position of the log that they certainly include everything up to. Throws
 * `READ.BEHIND` for a `minPosition` that the log has not reached.
 */
export async function readTicket(
  store: Pick<EventStore, 'readStream' | 'lastPosition'>,
  ticketId: string,
  minPosition = 0,
): Promise<{ readonly events: readonly RecordedEvent[]; readonly position: number }> {
  const position = await store.lastPosition(); // before the events, so that it claims no more
  if (position < minPosition) throw behind(minPosition);
  return { position, events: await readWholeStream(store, streamName('ticket', ticketId)) };
}

export const behind = (minPosition: number): GongdanError =>
  new GongdanError({
    code: 'READ.BEHIND',
    category: 'transient',
    message: `The log has no position ${minPosition} yet.`,
    hint: 'Ask again in a moment, or without minPosition.',
  });
