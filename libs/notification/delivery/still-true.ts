import { isPlanted, type StreamName } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import type { NoticeFacts } from '../domain/notice.js';
import { isOvertaken } from '../domain/overtaken.js';

/** Whether what a notice says is still so, as far as the log goes now. */
export async function isStillTrue(
  facts: NoticeFacts,
  store: Pick<EventStore, 'readStream'>,
): Promise<boolean> {
  if (isPlanted('notice.without-asking-again')) return true;
  const later = await store.readStream(facts.stream as StreamName, {
    fromVersion: facts.version + 1,
  });
  return !isOvertaken(facts, later);
}
