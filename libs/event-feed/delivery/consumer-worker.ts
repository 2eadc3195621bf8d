import { messageOf } from '@gongdan/core';
import type { EventStore, LogPage } from '@gongdan/event-store';
import { BATCH_EVENTS_MAX, type Consumer, type ConsumerStatus } from '../event-feed.js';
import { hasCode, operatorsView } from '../failure.js';
import { retryPauseMs } from '../retry.js';
import type { Beat, Progress } from './checkpoint-store.js';
import { Delivery, type DeliveryParts } from './delivery.js';
import type { LogPages } from './log-pages.js';
import type { LogTail } from './log-tail.js';
import { PositionMark } from './position-mark.js';
import { restAfter } from './rest.js';

export interface WorkerParts extends DeliveryParts {
  readonly store: EventStore;
  readonly tail: LogTail;
  readonly pages: LogPages;
  /** Asks for skipped positions to be written down now. */
  readonly flush: () => void;
}

/** A consumer for which fewer of the events are lets the database pick them out. */
const SPARSE_SHARE = 0.1;

/** Runs one consumer: takes its lease, reads on from its checkpoint, delivers, recovers. */
export class ConsumerWorker {
  state: ConsumerStatus['state'] = 'stopped';
  lastError: string | undefined;
  /** The lease and place of this process; undefined: another one (or nobody) runs the consumer. */
  progress: Progress | undefined;
  /** The position in the database as far as this process knows. */
  readonly persisted = new PositionMark();
  /** A batch is in hand: its transaction may have the row locked. */
  delivering = false;
  private doubt = new AbortController();
  private readonly types: ReadonlySet<string> | undefined;
  private readonly delivery: Delivery;
  private failures = 0;
  private isSparse = false;
  private outdated = false;

  constructor(
    readonly consumer: Consumer,
    private readonly parts: WorkerParts,
  ) {
    this.types = consumer.types === undefined ? undefined : new Set(consumer.types);
    this.delivery = new Delivery(consumer, parts, (reason) => this.fail(reason));
  }

  /** What to tell of it: one that waits for a log that cannot be read is not live. */
  get standing(): Pick<ConsumerStatus, 'state'> & { lastError: string | undefined } {
    const { state, lastError } = this;
    const { unreadable } = this.parts.tail;
    if (state !== 'live' || unreadable === undefined) return { state, lastError };
    return { state: 'retrying', lastError: unreadable };
  }

  async run(signal: AbortSignal): Promise<void> {
    this.state = 'starting';
    this.outdated = false;
    while (!signal.aborted && !this.outdated) {
      try {
        if (await this.hold(signal)) await this.consume(signal);
      } catch (error) {
        if (!signal.aborted) await this.recover(error, signal);
      }
    }
    await this.release();
    this.state = 'stopped';
  }

  /** A heartbeat did not find the row: look whether the lease was lost, instead of waiting for events. */
  haveALook(): void {
    this.doubt.abort();
  }

  /**
   * The log could not be read: a crash of the server may have taken back what was committed last. Nothing
   * counts as reached until the checkpoint was read again.
   */
  distrust(): void {
    this.persisted.set(0);
    this.haveALook();
  }

  /**
   * Called when a heartbeat answered. The row may be elsewhere than this worker believes: it was read while
   * an earlier heartbeat was on its way, or somebody set it back. Then it is read again; a position that
   * lies ahead is not taken over, since nobody here knows that everything up to it is handled. A batch in
   * hand finds out by itself.
   */
  noteBeat({ progress, persisted }: Beat, position: number): void {
    if (this.progress !== progress || this.delivering) return;
    if (position < persisted || position > progress.settled) {
      this.haveALook();
    } else if (position > progress.persisted) {
      progress.persisted = position;
      this.persisted.set(position);
    }
  }

  /** Makes sure that the lease is ours and the place is known. False: another process has it. */
  private async hold(signal: AbortSignal): Promise<boolean> {
    const { checkpoints, settings, pause } = this.parts;
    const { name } = this.consumer;
    this.doubt = new AbortController();
    const held = this.progress;
    if (held !== undefined) {
      const found = await checkpoints.read(name);
      if (found?.epoch !== held.epoch) return this.surrender(signal);
      this.begin(found);
      return true;
    }
    const taken = await checkpoints.takeLease(name);
    if (taken !== undefined) {
      this.begin(taken);
      return true;
    }
    this.goOn();
    await pause(settings.standbyMs, signal);
    return false;
  }

  private begin(progress: Progress): void {
    this.progress = progress;
    if (this.state !== 'retrying') this.state = 'catching-up';
    this.persisted.set(progress.persisted);
  }

  private async surrender(signal: AbortSignal): Promise<false> {
    const { notify, pause, settings } = this.parts;
    this.progress = undefined;
    this.state = 'fenced';
    notify({
      kind: 'fenced',
      consumer: this.consumer.name,
      message:
        'Another process took over while this one was paused; it will ask for its turn again.',
    });
    await pause(settings.standbyMs, signal);
    return false;
  }

  private async consume(signal: AbortSignal): Promise<void> {
    const wake = AbortSignal.any([signal, this.doubt.signal]);
    while (!wake.aborted && this.progress !== undefined) {
      const { progress } = this;
      const page = await this.nextPage(progress.settled);
      if (page.events.length === 0) await this.skip(progress, page, wake);
      else await this.deliver(progress, page, signal);
    }
  }

  /**
   * From what the process has in memory; else from pages shared with others that lag; else, where few
   * events are of the consumer’s types, read for it alone.
   */
  private async nextPage(after: number): Promise<LogPage> {
    const { tail, pages, store } = this.parts;
    const { types, batchEventsMax = BATCH_EVENTS_MAX } = this.consumer;
    const limit = Math.min(batchEventsMax, BATCH_EVENTS_MAX);
    const recent = tail.window.page(after, limit, this.types);
    if (recent !== undefined) return recent;
    if (types !== undefined && this.isSparse) return store.readLog({ after, limit, types });
    const page = await pages.page(after, limit, this.types);
    const passed = page.lastPosition - after;
    this.isSparse = page.events.length < passed * SPARSE_SHARE;
    return page;
  }

  /** Nothing for this consumer up to the page’s end: remember it, write it down later. */
  private async skip(progress: Progress, page: LogPage, wake: AbortSignal): Promise<void> {
    const { tail } = this.parts;
    const moved = page.lastPosition > progress.settled;
    if (moved) progress.settled = page.lastPosition;
    this.succeed(page.lastPosition >= tail.window.head.value ? 'live' : 'catching-up');
    this.flushIfAwaited(progress);
    if (!moved) await tail.window.head.reached(progress.settled + 1, { signal: wake });
  }

  private async deliver(progress: Progress, page: LogPage, signal: AbortSignal): Promise<void> {
    const { pause, settings, tail } = this.parts;
    const upToDate = page.lastPosition >= tail.window.head.value;
    const startedAt = performance.now();
    this.delivering = true;
    try {
      await this.delivery.deliver(progress, page.events, page.lastPosition, signal);
    } finally {
      this.delivering = false;
    }
    this.persisted.set(progress.persisted);
    this.flushIfAwaited(progress);
    this.succeed(upToDate ? 'live' : 'catching-up');
    if (!upToDate) return;
    const tookMs = performance.now() - startedAt;
    // A policy’s commands are awaited by somebody, whatever comes in; they cost no batch in the database.
    const events = this.consumer.effect === 'commands' ? 0 : page.events.length;
    const { batchIntervalMs } = settings;
    await restAfter(
      { tookMs, events },
      { batchIntervalMs, persisted: this.persisted, pause },
      signal,
    );
  }

  private flushIfAwaited({ persisted, settled }: Progress): void {
    if (this.persisted.awaited > persisted && settled > persisted) this.parts.flush();
  }

  private succeed(state: 'live' | 'catching-up'): void {
    this.state = state;
    this.lastError = undefined;
    this.goOn();
  }

  /** What was in the way by no event’s fault is over; that another process works for the consumer says so, too. */
  private goOn(): void {
    if (this.failures === 0) return;
    this.failures = 0;
    this.parts.notify({ kind: 'recovered', consumer: this.consumer.name, message: 'it goes on' });
  }

  /** `code`: where no event is at fault. */
  private fail(reason: string, code?: string): void {
    this.state = 'retrying';
    this.lastError = reason;
    const notice = { kind: 'retrying', consumer: this.consumer.name, message: reason } as const;
    this.parts.notify(code === undefined ? notice : { ...notice, code });
  }

  private async recover(error: unknown, signal: AbortSignal): Promise<void> {
    if (hasCode(error, 'FEED.CHECKPOINT_MOVED') || hasCode(error, 'FEED.LEASE_LOST')) return;
    if (hasCode(error, 'FEED.CONSUMER_OUTDATED')) {
      this.outdated = true;
      this.lastError = messageOf(error);
      const { name } = this.consumer;
      this.parts.notify({ kind: 'outdated', consumer: name, message: this.lastError });
      return;
    }
    this.fail(messageOf(error), operatorsView(error).code);
    const { pause, random, settings } = this.parts;
    await pause(retryPauseMs(++this.failures, random, settings.retryPauseFirstMs), signal);
  }

  private async release(): Promise<void> {
    const { progress } = this;
    this.progress = undefined;
    if (progress === undefined) return;
    // A lease that cannot be given back runs out by itself.
    await this.parts.checkpoints.release(progress).catch(() => undefined);
  }
}
