import { epochMsOf, type Clock } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import type { RelayStore } from './relay-store.js';

export interface RelayStatus {
  /** Every event up to here is in the topics. */
  readonly position: number;
  readonly lagEvents: number;
  /** Age of the oldest event that is not in the topics yet; 0 where there is none. */
  readonly oldestUnpublishedMs: number;
  readonly epoch: number;
  /** Whether a relay has the lease at present. */
  readonly active: boolean;
  /** ISO instant; null: nothing was published yet. */
  readonly publishedAt: string | null;
  /** Why the last one gave up; null since something was published again. */
  readonly lastError: string | null;
}

/** How far publishing is, whichever process does it. */
export async function relayStatus(
  state: RelayStore,
  store: Pick<EventStore, 'lastPosition' | 'readLog'>,
  clock: Clock,
): Promise<RelayStatus> {
  const standing = await state.standing();
  const position = standing?.position ?? 0;
  const lagEvents = Math.max(0, (await store.lastPosition()) - position);
  const { events } = lagEvents > 0 ? await store.readLog({ after: position, limit: 1 }) : NOTHING;
  const [oldest] = events;
  return {
    position,
    lagEvents,
    oldestUnpublishedMs: oldest
      ? Math.max(0, epochMsOf(clock.now()) - epochMsOf(oldest.recordedAt))
      : 0,
    epoch: standing?.epoch ?? 0,
    active: standing?.held ?? false,
    publishedAt: standing?.publishedAt ?? null,
    lastError: standing?.lastError ?? null,
  };
}

const NOTHING = { events: [] } as const;
