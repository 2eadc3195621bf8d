import type { Instant } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';

export interface HistoryEntry {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly occurredAt: Instant;
}

/** What a seed decides of every ticket’s stream; event ids, positions and `recordedAt` are each run’s own. */
export async function ticketHistories(
  store: Pick<EventStore, 'readLog'>,
): Promise<ReadonlyMap<string, readonly HistoryEntry[]>> {
  const histories = new Map<string, HistoryEntry[]>();
  for (let after = 0; ;) {
    const { events, lastPosition } = await store.readLog({ after });
    for (const { stream, type, data, occurredAt } of events) {
      if (!stream.startsWith('ticket-')) continue;
      const entries = histories.get(stream) ?? [];
      entries.push({ type, data, occurredAt });
      histories.set(stream, entries);
    }
    if (lastPosition === after) return histories;
    after = lastPosition;
  }
}
