import { faultPoint } from '@gongdan/core';
import { Rounds } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import type { Delivered, NoticeChannel } from '../channels/notice-channel.js';
import type { QuietHours } from '../domain/quiet-hours.js';
import { RETRY_AFTER_MS_MAX } from '../domain/retry-schedule.js';
import type { Claimed, NoticeQueue, Settlement } from './notice-queue.js';
import { isStillTrue } from './still-true.js';

/** Most notices that a worker has in hand; each waits for its receiver by itself. */
export const NOTICES_AT_ONCE_MAX = 4;
/** How long a worker rests when nothing is due. */
const NOTICE_POLL_MS = 500;
/** How much longer than a delivery the lease lasts. */
const LEASE_SPARE_MS = 30_000;
/** How long deliveries under way may still take when the process stops. */
const STOP_MS_MAX = 2_000;

export interface NoticeWorkerParts {
  readonly queue: NoticeQueue;
  readonly channel: NoticeChannel;
  readonly store: Pick<EventStore, 'readStream'>;
  readonly quietHours: QuietHours;
  readonly pausesMs: readonly number[];
  readonly onFailure: (error: unknown) => void;
  readonly onSuccess?: () => void;
  readonly leaseMs?: number;
}

/**
 * Sends the notices of one channel: a slow one holds up no other. Any number of processes may do so. No
 * transaction is open while a receiver is waited for; whoever dies between sending and writing that down has
 * it sent again when his lease is over, under the same id.
 */
export class NoticeWorker {
  private readonly rounds = new Rounds({
    round: async () => (await this.tick()) === NOTICES_AT_ONCE_MAX,
    restMs: NOTICE_POLL_MS,
    onFailure: (error) => this.parts.onFailure(error),
    onSuccess: () => this.parts.onSuccess?.(),
  });
  /** Ends deliveries under way when this start is over; the next one has its own. */
  private stopping = new AbortController();

  constructor(private readonly parts: NoticeWorkerParts) {}

  start(): void {
    this.rounds.start();
  }

  /** Waits a little for what is in hand, then lets go of it. */
  async stop(): Promise<void> {
    const { stopping } = this;
    const timer = setTimeout(() => stopping.abort(), STOP_MS_MAX);
    await this.rounds.stop();
    clearTimeout(timer);
    this.stopping = new AbortController();
  }

  /** Sends what is due now, at most NOTICES_AT_ONCE_MAX. Answers how many were taken. */
  async tick(): Promise<number> {
    const { queue, channel, leaseMs = channel.deliverMsMax + LEASE_SPARE_MS } = this.parts;
    const claimed = await queue.claim(channel.name, NOTICES_AT_ONCE_MAX, leaseMs);
    if (claimed.length > 0) await faultPoint('notice.after-claim-before-send');
    await Promise.all(claimed.map((notice) => this.handle(notice)));
    return claimed.length;
  }

  /** What fails here (the database is away) is done again when the lease is over. */
  private async handle(notice: Claimed): Promise<void> {
    const { queue } = this.parts;
    const beganMs = performance.now();
    try {
      const settlement = await this.attempt(notice);
      if (settlement === undefined) return await queue.release(notice);
      await faultPoint('notice.after-send-before-settle');
      await queue.settle(notice, settlement, performance.now() - beganMs);
    } catch (error) {
      this.parts.onFailure(error);
    }
  }

  private async attempt(notice: Claimed): Promise<Settlement | undefined> {
    const { channel, store, quietHours } = this.parts;
    const { facts, nowMs } = notice;
    if (!(await isStillTrue(facts, store))) return { outcome: 'not-sent', reason: 'overtaken' };
    const untilMs = quietHours.endAt(nowMs, { ...facts, channel: channel.name });
    if (untilMs !== null) return { outcome: 'held', reason: 'quiet-hours', untilMs };
    const delivered = await channel.deliver(notice, this.stopping.signal);
    return delivered && this.settlementOf(delivered, notice.failures);
  }

  private settlementOf(delivered: Delivered, failures: number): Settlement {
    if (delivered.outcome !== 'failed') return delivered;
    const { words, retryAfterMs = 0 } = delivered;
    const pauseMs = this.parts.pausesMs[failures];
    return pauseMs === undefined
      ? { outcome: 'not-sent', reason: 'given-up', words }
      : {
          outcome: 'failed',
          words,
          pauseMs: Math.max(pauseMs, Math.min(retryAfterMs, RETRY_AFTER_MS_MAX)),
        };
  }
}
