import { GongdanError, invariant, messageOf, type RecordedEvent } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import pg, { type Pool } from 'pg';
import type { Consumer } from '../event-feed.js';
import { isEventsFault } from '../failure.js';
import { inTransaction } from '../transaction.js';
import { lockCheckpoint } from './checkpoint-store.js';
import { noteFailedReplay, oldestLetter, removeLetter } from './dead-letter-store.js';

interface ReplayParts {
  readonly pool: Pool;
  readonly store: EventStore;
}

/**
 * Handles the parked events of one stream, oldest first, each with the removal of its letter in one
 * transaction that keeps the consumer itself waiting: whatever arrives meanwhile is either parked behind
 * (and handled here, too) or handled by the consumer after the last letter is gone.
 */
export async function replayStream(
  consumer: Consumer,
  stream: string,
  parts: ReplayParts,
): Promise<number> {
  const begin = `BEGIN; ${lockCheckpoint(pg.escapeLiteral(consumer.name))}`;
  for (let handled = 0; ; handled++) {
    let position: number | undefined;
    try {
      await inTransaction(parts.pool, begin, async (client) => {
        position = await oldestLetter(client, consumer.name, stream);
        if (position === undefined) return;
        const event = await eventAt(parts.store, position);
        await consumer.prepare?.([event]);
        await consumer.handle([event], client);
        await removeLetter(client, consumer.name, position);
      });
    } catch (error) {
      if (position === undefined || !isEventsFault(error)) throw error;
      await noteFailedReplay(parts.pool, {
        consumer: consumer.name,
        position,
        reason: messageOf(error),
      });
      throw replayFailed(stream, position, error);
    }
    if (position === undefined) return handled;
    consumer.afterCommit?.(position);
  }
}

async function eventAt(store: EventStore, position: number): Promise<RecordedEvent> {
  const page = await store.readLog({ after: position - 1, limit: 1 });
  const [event] = page.events;
  invariant(event?.position === position, `the log has no event at position ${position}`);
  return event;
}

const replayFailed = (stream: string, position: number, cause: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'FEED.REPLAY_FAILED',
      category: 'rejected',
      message: `The event at ${position} of ${stream} failed again: ${messageOf(cause)}`,
      hint: 'It stays parked with its followers. Correct the cause, then replay again.',
    },
    { cause },
  );
