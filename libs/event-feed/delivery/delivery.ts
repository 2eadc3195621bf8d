import {
  faultPoint,
  GongdanError,
  isPlanted,
  messageOf,
  type LimitedTurns,
  type RandomSource,
  type RecordedEvent,
} from '@gongdan/core';
import type { ClientBase, Pool } from 'pg';
import type { Consumer } from '../event-feed.js';
import { checkpointMoved, isEventsFault, leaseLost } from '../failure.js';
import { retryPauseMs, SINGLE_EVENT_TRIES_MAX, type Pause } from '../retry.js';
import { inTransaction } from '../transaction.js';
import type { CheckpointStore, Progress } from './checkpoint-store.js';
import { park, type Parking } from './dead-letter-store.js';
import type { FeedNotice, FeedSettings } from './feed-settings.js';

export interface DeliveryParts {
  readonly pool: Pool;
  readonly checkpoints: CheckpointStore;
  readonly transactions: LimitedTurns;
  readonly settings: FeedSettings;
  readonly pause: Pause;
  readonly random: RandomSource;
  readonly notify: (notice: FeedNotice) => void;
}

/** A batch that could not be handled by its events’ fault. */
interface Failure {
  readonly reason: string;
  readonly tries: number;
}

/**
 * Brings batches of one consumer home: effect and checkpoint in one transaction, failing batches tried
 * again, then narrowed to the events at fault, which are parked.
 */
export class Delivery {
  constructor(
    private readonly consumer: Consumer,
    private readonly parts: DeliveryParts,
    private readonly onFailure: (reason: string) => void,
  ) {}

  /**
   * Handles `events` and moves the checkpoint to `upTo` (the events between were none of the consumer’s
   * types). Throws what is nobody’s fault here: a lost lease, a moved checkpoint, a database that is away.
   */
  async deliver(
    progress: Progress,
    events: readonly RecordedEvent[],
    upTo: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { batchTriesMax, retryPauseFirstMs } = this.parts.settings;
    for (let tries = 1; ; tries++) {
      const failure = await this.tryOnce(progress, events, upTo, tries);
      if (failure === undefined) return;
      if (tries >= batchTriesMax) return this.narrow(progress, events, upTo, failure);
      const pauseMs = retryPauseMs(tries, this.parts.random, retryPauseFirstMs);
      await this.parts.pause(pauseMs, signal);
      if (signal.aborted) throw stopping();
    }
  }

  private async tryOnce(
    progress: Progress,
    events: readonly RecordedEvent[],
    upTo: number,
    tries: number,
  ): Promise<Failure | undefined> {
    try {
      await this.attempt(progress, events, upTo);
      return undefined;
    } catch (error) {
      if (!isEventsFault(error)) throw error;
      const reason = messageOf(error);
      this.onFailure(reason);
      return { reason, tries };
    }
  }

  /** Halves the batch until single events are left, in order; parks those that still fail. */
  private async narrow(
    progress: Progress,
    events: readonly RecordedEvent[],
    upTo: number,
    failure: Failure,
  ): Promise<void> {
    const [only] = events;
    if (events.length === 1 && only) return this.park(progress, only, upTo, failure);
    const middle = events.length >>> 1;
    const left = events.slice(0, middle);
    await this.tryHalf(progress, left, left.at(-1)?.position ?? upTo, failure);
    await this.tryHalf(progress, events.slice(middle), upTo, failure);
  }

  private async tryHalf(
    progress: Progress,
    events: readonly RecordedEvent[],
    upTo: number,
    whole: Failure,
  ): Promise<void> {
    const triesMax = whole.tries + (events.length === 1 ? SINGLE_EVENT_TRIES_MAX : 1);
    let failure: Failure | undefined;
    for (let tries = whole.tries + 1; tries <= triesMax; tries++) {
      failure = await this.tryOnce(progress, events, upTo, tries);
      if (failure === undefined) return;
    }
    if (failure) await this.narrow(progress, events, upTo, failure);
  }

  private async park(
    progress: Progress,
    event: RecordedEvent,
    upTo: number,
    { reason, tries }: Failure,
  ): Promise<void> {
    await faultPoint('feed.before-park');
    await this.commit(progress, upTo, async (client) => {
      if (isPlanted('feed.skip-poisoned-event')) return;
      await park(client, this.consumer.name, [{ event, reason, attempts: tries }]);
    });
    if (!isPlanted('feed.skip-poisoned-event')) progress.parkedStreams.add(event.stream);
    this.parts.notify({
      kind: 'parked',
      consumer: this.consumer.name,
      message: `${event.type} at ${event.position} of ${event.stream} was parked: ${reason}`,
    });
  }

  private async attempt(
    progress: Progress,
    events: readonly RecordedEvent[],
    upTo: number,
  ): Promise<void> {
    // Something failed after the commit: the checkpoint is there, the events must not come again.
    if (upTo <= progress.settled) throw checkpointMoved(progress.consumer);
    const { free, behind } = this.separate(progress, events);
    if (free.length > 0) await this.consumer.prepare?.(free);
    if (this.consumer.effect === 'commands' && behind.length === 0) {
      progress.settled = upTo; // the keeper writes it down
    } else {
      await this.commit(progress, upTo, async (client) => {
        if (free.length > 0) await this.effect(free, client);
        if (behind.length > 0) await park(client, this.consumer.name, behind);
      });
    }
    this.wake(upTo);
    await faultPoint('feed.after-commit');
  }

  private async effect(events: readonly RecordedEvent[], client: ClientBase): Promise<void> {
    if (this.consumer.effect === 'commands') return;
    await this.consumer.handle(events, client);
  }

  /** Events of streams that are parked wait behind their letter. */
  private separate(
    { parkedStreams }: Progress,
    events: readonly RecordedEvent[],
  ): { free: readonly RecordedEvent[]; behind: readonly Parking[] } {
    if (parkedStreams.size === 0 || isPlanted('feed.followers-pass-parked-stream')) {
      return { free: events, behind: [] };
    }
    const waits = ({ stream }: RecordedEvent): boolean => parkedStreams.has(stream);
    return {
      free: events.filter((event) => !waits(event)),
      behind: events.filter(waits).map((event) => ({
        event,
        reason: 'An earlier event of the same stream is parked.',
        attempts: 0,
      })),
    };
  }

  /**
   * One transaction: the checkpoint, fenced, then `effect`. The row stays locked until the end, so nobody
   * can take over, replay or swap in between.
   */
  private async commit(
    progress: Progress,
    upTo: number,
    effect: (client: ClientBase) => Promise<void>,
  ): Promise<void> {
    const { pool, checkpoints, transactions, settings } = this.parts;
    const begin = beginBatch(settings.leaseMs) + checkpoints.moveStatement(progress, upTo);
    await transactions.take(() =>
      inTransaction(pool, begin, async (client, [moved]) => {
        if (moved === undefined) throw await this.whyNotMoved(progress);
        if (isPlanted('feed.checkpoint-before-rows')) await client.query('COMMIT; BEGIN');
        await effect(client);
        await faultPoint('feed.after-rows-before-checkpoint');
      }),
    );
    progress.persisted = upTo;
    progress.settled = upTo;
  }

  private async whyNotMoved({ consumer, epoch }: Progress): Promise<GongdanError> {
    const found = await this.parts.checkpoints.read(consumer);
    return found?.epoch === epoch ? checkpointMoved(consumer) : leaseLost(consumer);
  }

  private wake(position: number): void {
    try {
      this.consumer.afterCommit?.(position);
    } catch (error) {
      this.onFailure(`afterCommit: ${messageOf(error)}`);
    }
  }
}

/**
 * `synchronous_commit` off: what a crash of the server may take back is the effect together with its
 * checkpoint, so it is only done again. It spares the log’s own commits the competition for the disk.
 * `enable_seqscan` off: consumers find rows by their keys. On a young table a sequential scan is cheaper, and
 * the prepared statement keeps it while the table grows, for as long as nobody analyses it: rows times keys.
 * `jit` off: until version 17 PostgreSQL takes a scan that it may not do for one worth compiling.
 */
const beginBatch = (leaseMs: number): string =>
  `BEGIN; SET LOCAL synchronous_commit = off; SET LOCAL enable_seqscan = off; SET LOCAL jit = off;
   SET LOCAL idle_in_transaction_session_timeout = ${leaseMs}; SET LOCAL lock_timeout = ${leaseMs};`;

const stopping = (): GongdanError =>
  new GongdanError({
    code: 'FEED.STOPPING',
    category: 'transient',
    message: 'The feed is being stopped.',
  });
