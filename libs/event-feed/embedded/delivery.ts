import {
  faultPoint,
  GongdanError,
  isPlanted,
  messageOf,
  type RandomSource,
  type RecordedEvent,
} from '@gongdan/core';
import pg, { type ClientBase, type Pool } from 'pg';
import type { Consumer } from '../event-feed.js';
import { checkpointMoved, isEventsFault, leaseLost } from '../failure.js';
import { retryPauseMs, SINGLE_EVENT_TRIES_MAX, type Pause } from '../retry.js';
import { inTransaction } from '../transaction.js';
import { lockCheckpoint, type CheckpointStore, type Progress } from './checkpoint-store.js';
import { park, type Parking } from './dead-letter-store.js';
import type { FeedNotice, FeedSettings } from './feed-settings.js';
import type { Semaphore } from './semaphore.js';

export interface DeliveryParts {
  readonly pool: Pool;
  readonly checkpoints: CheckpointStore;
  readonly transactions: Semaphore;
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
    if (upTo <= progress.persisted) throw checkpointMoved(progress.consumer);
    const { free, behind } = this.separate(progress, events);
    if (free.length > 0) await this.consumer.prepare?.(free);
    await this.commit(progress, upTo, async (client) => {
      if (free.length > 0) await this.consumer.handle(free, client);
      if (behind.length > 0) await park(client, this.consumer.name, behind);
      await faultPoint('feed.after-rows-before-checkpoint');
    });
    this.wake(upTo);
    await faultPoint('feed.after-commit');
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

  /** One transaction: `effect`, then the checkpoint, fenced at its beginning and its end. */
  private async commit(
    progress: Progress,
    upTo: number,
    effect: (client: ClientBase) => Promise<void>,
  ): Promise<void> {
    const { pool, checkpoints, transactions, settings } = this.parts;
    await transactions.run(() =>
      inTransaction(pool, beginBatch(progress.consumer, settings.leaseMs), async (client, rows) => {
        mustBeMine(progress, rows[0]);
        if (isPlanted('feed.checkpoint-before-rows')) await moveFirst(client, progress, upTo);
        await effect(client);
        const mine = await checkpoints.move(client, progress, upTo);
        if (!mine) throw leaseLost(progress.consumer);
      }),
    );
    progress.persisted = upTo;
    progress.settled = upTo;
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
 */
const beginBatch = (consumer: string, leaseMs: number): string =>
  `BEGIN; SET LOCAL synchronous_commit = off;
   SET LOCAL idle_in_transaction_session_timeout = ${leaseMs}; SET LOCAL lock_timeout = ${leaseMs};
   ${lockCheckpoint(pg.escapeLiteral(consumer))}`;

function mustBeMine(progress: Progress, row: Record<string, unknown> | undefined): void {
  const { consumer, epoch, generation, persisted, settled } = progress;
  if (isPlanted('feed.checkpoint-without-fence')) return;
  if (row === undefined || Number(row['epoch']) !== epoch) throw leaseLost(consumer);
  const position = Number(row['position']);
  const known = position >= persisted && position <= settled;
  if (!known || Number(row['generation']) !== generation) throw checkpointMoved(consumer);
}

/** Planted fault: the checkpoint is committed before the rows are written. */
async function moveFirst(client: ClientBase, progress: Progress, upTo: number): Promise<void> {
  await client.query(
    'UPDATE gongdan.consumer_checkpoint SET position = $2 WHERE name = $1 AND epoch = $3',
    [progress.consumer, upTo, progress.epoch],
  );
  await client.query('COMMIT');
  await client.query('BEGIN');
}

const stopping = (): GongdanError =>
  new GongdanError({
    code: 'FEED.STOPPING',
    category: 'transient',
    message: 'The feed is being stopped.',
  });
