import { faultPoint, invariant } from '@gongdan/core';
import { toCloudEvent } from '@gongdan/contracts';
import { shownTo } from '../../cloud-event/entitlement.js';
import { isAccepted } from '../delivery/post.js';
import { signingAt } from '../store/secret-store.js';
import type { Assignment } from './assignment.js';
import type { Backlog, Waiting } from './backlog.js';
import { DatabaseTime } from './database-time.js';
import type { RecordQueue } from './record-queue.js';
import type { Attempt } from './recorder.js';
import { WakeUp } from './wake-up.js';
import type { WorkerParts } from './worker-parts.js';

/** Due events looked up at once. */
const READY_MAX = 64;
/** Streams that go on by themselves keep others waiting no longer than this. */
const LOOK_UP_EVERY_MS = 50;

export interface CourierGuard {
  /** False as soon as another process may have taken the webhook over. */
  readonly isMine: () => boolean;
  /** How many deliveries may be under way now. */
  readonly atOnceMax: () => number;
  /** Ends deliveries under way. */
  readonly cut: AbortSignal;
  /** Waits a while after a failure that is not the receiver’s; throws nothing. */
  readonly onTrouble: (error: unknown, signal: AbortSignal) => Promise<void>;
}

/** Delivers what is due of one webhook: several streams side by side, of each stream one event at a time. */
export class Courier {
  private readonly time = new DatabaseTime();
  private readonly news: WakeUp;
  private readonly underWay = new Map<number, Promise<void>>();
  /** Due, by position; of each stream one. */
  private readonly ready = new Map<number, Waiting>();
  private lookedUpMs = -Infinity;
  /** By the monotonic clock: when something may be due that is not in `ready`. */
  private nextLookUpMs = -Infinity;
  /** Nothing is begun before. */
  private restsUntilMs = -Infinity;

  constructor(
    private readonly backlog: Pick<Backlog, 'due'>,
    private readonly queue: Pick<RecordQueue, 'add'>,
    private readonly parts: Pick<WorkerParts, 'store' | 'sender' | 'settings' | 'pause'>,
    private readonly guard: CourierGuard,
    private readonly monotonicNowMs: () => number = () => performance.now(),
  ) {
    this.news = new WakeUp(parts.pause);
  }

  /** Something may be due that was not a moment ago. */
  lookUp(): void {
    this.nextLookUpMs = -Infinity;
    this.news.wake();
  }

  /** These are due now. */
  offer(waiting: readonly Waiting[]): void {
    for (const each of waiting) {
      if (!this.underWay.has(each.position)) this.ready.set(each.position, each);
    }
    this.news.wake();
  }

  /** Begins nothing for so long from now; a new round ends it: somebody may have set the webhook right. */
  rest(pauseMs: number): void {
    this.restsUntilMs = this.monotonicNowMs() + pauseMs;
  }

  /** Until `round` aborts and no delivery is under way: nothing of a stream is ever sent beside another. */
  async run(assignment: Assignment, round: AbortSignal): Promise<void> {
    this.ready.clear();
    this.restsUntilMs = -Infinity;
    this.lookUp();
    while (!round.aborted) {
      try {
        await this.turn(assignment, round);
      } catch (error) {
        await this.guard.onTrouble(error, round);
      }
    }
    await Promise.all(this.underWay.values());
  }

  private async turn(assignment: Assignment, round: AbortSignal): Promise<void> {
    const { lookMs } = this.parts.settings;
    const nowMs = this.monotonicNowMs();
    const restMs = this.restsUntilMs - nowMs;
    const mayBegin = restMs <= 0 && this.guard.isMine();
    const free = mayBegin ? this.guard.atOnceMax() - this.underWay.size : 0;
    const isTime =
      nowMs >= this.nextLookUpMs &&
      (this.ready.size === 0 || nowMs - this.lookedUpMs >= LOOK_UP_EVERY_MS);
    if (free > 0 && isTime) await this.fillReady();
    else if (free > 0 && this.ready.size > 0) this.start(free, assignment);
    else if (free > 0) await this.news.wait(this.nextLookUpMs - nowMs, round);
    else await this.news.wait(restMs > 0 ? Math.min(restMs, lookMs) : lookMs, round);
  }

  /** What is due is looked up and begun one after the other: nothing begins twice. */
  private async fillReady(): Promise<void> {
    const { lookMs } = this.parts.settings;
    const { due, nextInMs, nowMs } = await this.backlog.due(READY_MAX, [...this.underWay.keys()]);
    this.time.note(nowMs);
    this.lookedUpMs = this.monotonicNowMs();
    const waitMs = due.length === READY_MAX ? 0 : Math.min(lookMs, nextInMs ?? lookMs);
    this.nextLookUpMs = this.lookedUpMs + waitMs;
    this.offer(due);
  }

  /** The oldest first: so a receiver is given history about as it happened. */
  private start(free: number, assignment: Assignment): void {
    const oldest = [...this.ready.values()].sort((one, other) => one.position - other.position);
    for (const waiting of oldest.slice(0, free)) {
      this.ready.delete(waiting.position);
      this.underWay.set(waiting.position, this.bring(waiting, assignment));
    }
  }

  private async bring(waiting: Waiting, assignment: Assignment): Promise<void> {
    try {
      const attempt = await this.send(waiting, assignment);
      if (attempt !== undefined) {
        await faultPoint('webhook.after-post-before-record');
        await this.queue.add(attempt);
        // One that failed is due again before the next look may be.
        if (!isAccepted(attempt.outcome)) this.lookUp();
      }
    } catch (error) {
      await this.guard.onTrouble(error, this.guard.cut);
    } finally {
      this.underWay.delete(waiting.position);
      this.news.wake();
    }
  }

  /** The event is read for every attempt: meanwhile its customer may have been forgotten. */
  private async send(
    waiting: Waiting,
    { url, personal, secrets }: Assignment,
  ): Promise<Attempt | undefined> {
    const { store, sender } = this.parts;
    const { events } = await store.readLog({ after: waiting.position - 1, limit: 1 });
    const [event] = events;
    invariant(event?.id === waiting.eventId, 'what waits for a webhook is in the log');
    const sentAtMs = this.time.nowMs();
    const outcome = await sender.send(
      {
        url,
        secrets: signingAt(secrets, sentAtMs),
        event: toCloudEvent(shownTo(personal, event)),
        sentAtMs,
        failures: waiting.failures,
      },
      this.guard.cut,
      this.guard.isMine,
    );
    return outcome && { waiting, sentAtMs, outcome };
  }
}
