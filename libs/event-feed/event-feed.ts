import type { RecordedEvent } from '@gongdan/core';
import type { ClientBase } from 'pg';

/**
 * One named consumer of the log. `handle` is given events in position order and must do its work through
 * the transaction it is given: the consumer’s checkpoint moves in the same one, so that a batch that is
 * delivered again (after a crash, a rebalance) changes nothing.
 */
export interface Consumer {
  /** Unique; the name of its checkpoint, metrics and dead letters, e.g. `projection:ticket-detail`. */
  readonly name: string;
  /** Only these event types; undefined: all. */
  readonly types?: readonly string[];
  /** Where a consumer without a checkpoint begins: at the log’s `start` (default) or its `end`. */
  readonly from?: 'start' | 'end';
  /** Most events in one batch; default and limit BATCH_EVENTS_MAX. */
  readonly batchEventsMax?: number;
  /**
   * Where the effect is made: in the `transaction` of `handle` (default), or by the `commands` that
   * `prepare` sends. Those are idempotent by their keys, so `handle` is not called, and the checkpoint may
   * be written down a moment after them.
   */
  readonly effect?: 'transaction' | 'commands';
  /**
   * Work that must not hold a database connection while it waits: a policy’s commands. Runs before the
   * batch’s transaction begins and may run again for the same events, so it must be idempotent.
   */
  prepare?(events: readonly RecordedEvent[]): Promise<void>;
  handle(events: readonly RecordedEvent[], transaction: ClientBase): Promise<void>;
  /** Called after the transaction committed; for waking waiters only, must not fail. */
  afterCommit?(position: number): void;
}

export interface ConsumerStatus {
  readonly name: string;
  /** Everything up to here has had its effect, or lies parked as a dead letter. */
  readonly position: number;
  readonly lagEvents: number;
  /** Age of the oldest event not yet handled; 0 where there is none. */
  readonly lagMs: number;
  readonly state: 'starting' | 'catching-up' | 'live' | 'retrying' | 'stopped' | 'fenced';
  readonly parkedStreams: number;
  readonly deadLetters: number;
  /** Why the last try failed, while `retrying`. */
  readonly lastError?: string;
}

/** An event that a consumer could not handle, or that came after one in the same stream. */
export interface DeadLetter {
  readonly consumer: string;
  readonly position: number;
  readonly stream: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: string;
}

/** Which letters are asked for; all of it has to hold. */
export interface DeadLetterFilter {
  readonly consumer?: string;
  readonly stream?: string;
  readonly position?: number;
}

/** Most events one batch may have: as many as one read of the store. Large ones come while catching up. */
export const BATCH_EVENTS_MAX = 5_000;

/**
 * Delivers the log to named consumers. The contract, which `contract-suite.ts` holds every adapter to:
 *
 * 1. Every event of the consumer’s types is handled, in position order (hence in stream order).
 * 2. Effect and checkpoint commit in one transaction; the checkpoint moves only while this process holds
 *    the consumer’s lease (`WHERE epoch = mine`): a worker that slept past its lease moves nothing.
 * 3. A failing batch is tried again with growing pauses. What still fails is narrowed to single events;
 *    a poisoned event and all later ones of its stream are parked in order with the reason, the others
 *    pass. Failures that are not the event’s fault (`transient`) never park anything.
 * 4. `replay` handles the parked events of a stream in order and, when all succeed, un-parks it.
 */
export interface EventFeed {
  /** Starts delivering. May be called before or after `start`. */
  add(consumer: Consumer): Promise<void>;
  start(): Promise<void>;
  /** Finishes the batch in hand and stops; checkpoints stay. */
  stop(): Promise<void>;
  status(): Promise<readonly ConsumerStatus[]>;
  /** In log order, by consumer; at most DEAD_LETTERS_LISTED_MAX, the first of every stream before their followers. */
  deadLetters(filter?: DeadLetterFilter): Promise<readonly DeadLetter[]>;
  /** Answers how many letters were handled and removed; throws with the reason of the first failure. */
  replay(consumer: string, stream: string): Promise<number>;
  /**
   * Resolves when the consumer has handled everything up to `position`; false when `timeoutMs` passed
   * first.
   */
  waitFor(consumer: string, position: number, timeoutMs: number): Promise<boolean>;
}
