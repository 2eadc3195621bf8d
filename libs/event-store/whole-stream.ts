import type { RecordedEvent, StreamName } from '@gongdan/core';
import { READ_EVENTS_MAX, type EventStore } from './event-store.js';

/**
 * All events of a stream up to a version (default: its newest), page by page. Empty where the stream
 * does not exist. For policies, which read other stages’ streams as they stood at a certain event.
 */
export async function readWholeStream(
  store: Pick<EventStore, 'readStream'>,
  stream: StreamName,
  throughVersion: number = Number.MAX_SAFE_INTEGER,
): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  while (events.length < throughVersion) {
    const limit = Math.min(READ_EVENTS_MAX, throughVersion - events.length);
    const page = await store.readStream(stream, { fromVersion: events.length + 1, limit });
    events.push(...page);
    if (page.length < limit) break;
  }
  return events;
}
