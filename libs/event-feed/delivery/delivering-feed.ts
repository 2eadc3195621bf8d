import {
  GongdanError,
  LimitedTurns,
  type Clock,
  type IdGenerator,
  type RandomSource,
} from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import type { Pool } from 'pg';
import type {
  Consumer,
  ConsumerStatus,
  DeadLetter,
  DeadLetterFilter,
  EventFeed,
} from '../event-feed.js';
import { operatorsView, unknownConsumer } from '../failure.js';
import { realPause, type Pause } from '../retry.js';
import { CheckpointKeeper } from './checkpoint-keeper.js';
import { CheckpointStore } from './checkpoint-store.js';
import { readStatus } from './consumer-status.js';
import { ConsumerWorker, type WorkerParts } from './consumer-worker.js';
import { listLetters } from './dead-letter-store.js';
import { FEED_DEFAULTS, type FeedNotice, type FeedSettings } from './feed-settings.js';
import { LogPages } from './log-pages.js';
import type { LogTail, TailListener } from './log-tail.js';
import { replayStream } from './replay.js';

export interface DeliveringFeedOptions {
  readonly store: EventStore;
  /**
   * The same log as it is stored, for the status: it must tell of a log that this process cannot read, too.
   * Default: `store`.
   */
  readonly rawStore?: Pick<EventStore, 'lastPosition' | 'readLog'>;
  /** Needs `settings.transactionsMax` + 2 connections for the feed, beside what others take. */
  readonly pool: Pool;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly random: RandomSource;
  readonly settings?: Partial<FeedSettings>;
  readonly pause?: Pause;
  /** Told what an operator should hear of; must not throw. */
  readonly onNotice?: (notice: FeedNotice) => void;
  /** Whether this process works for a consumer; default: for all. Others it only knows, and waits for. */
  readonly worksFor?: (consumer: string) => boolean;
}

const CONSUMER_NAME = /^[a-z0-9][a-z0-9:._-]{0,99}$/;

/** How often a checkpoint is looked up that another process moves. */
const POLL_MS = 50;

/** What distinguishes the adapters: where a process hears of what is new. */
export type OpenTail = (listener: TailListener, pause: Pause) => LogTail;

/**
 * What all adapters share: consumers fed from a tail that the process follows, and from the store’s log
 * where they lag behind it, with checkpoints in PostgreSQL. Any number of processes may run the same
 * consumers: each consumer works in the one that holds its lease; the others stand by.
 */
export class DeliveringFeed implements EventFeed {
  private readonly names = new Set<string>();
  private readonly workers = new Map<string, ConsumerWorker>();
  private readonly checkpoints: CheckpointStore;
  private readonly keeper: CheckpointKeeper;
  private readonly parts: WorkerParts;
  private readonly pause: Pause;
  private running: { readonly abort: AbortController; readonly tasks: Promise<void>[] } | undefined;

  constructor(
    private readonly options: DeliveringFeedOptions,
    openTail: OpenTail,
  ) {
    const { store, pool, ids, random, pause = realPause } = options;
    const settings = { ...FEED_DEFAULTS, ...options.settings };
    const notify = options.onNotice ?? (() => undefined);
    this.pause = pause;
    this.checkpoints = new CheckpointStore(pool, settings.leaseMs, ids.next());
    this.keeper = new CheckpointKeeper(
      () => this.workers.values(),
      this.checkpoints,
      settings,
      pause,
    );
    this.parts = {
      store,
      pool,
      random,
      pause,
      settings,
      notify,
      checkpoints: this.checkpoints,
      transactions: new LimitedTurns(settings.transactionsMax),
      flush: () => this.keeper.flush(),
      pages: new LogPages(store),
      tail: openTail(
        {
          unreadable: (error) => {
            notify({ kind: 'log-unreadable', consumer: '', ...operatorsView(error) });
            for (const worker of this.workers.values()) worker.distrust();
          },
          readable: () => notify({ kind: 'log-readable', consumer: '', message: 'it is again' }),
        },
        pause,
      ),
    };
  }

  async add(consumer: Consumer): Promise<void> {
    const { name } = consumer;
    if (this.names.has(name) || !CONSUMER_NAME.test(name)) throw badName(name);
    this.names.add(name);
    try {
      const atEnd = consumer.from === 'end';
      await this.checkpoints.ensure(name, atEnd ? await this.options.store.lastPosition() : 0);
    } catch (error) {
      this.names.delete(name);
      throw error;
    }
    // Only now: a start meanwhile must not run it, too.
    const worker = new ConsumerWorker(consumer, this.parts);
    this.workers.set(name, worker);
    if (this.worksFor(name)) this.running?.tasks.push(worker.run(this.running.abort.signal));
  }

  start(): Promise<void> {
    if (this.running !== undefined) return Promise.resolve();
    const abort = new AbortController();
    const { signal } = abort;
    const working = [...this.workers.values()].filter(({ consumer }) =>
      this.worksFor(consumer.name),
    );
    const workers = working.map((worker) => worker.run(signal));
    this.running = {
      abort,
      tasks: [this.parts.tail.run(signal), this.keeper.run(signal), ...workers],
    };
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    const { running } = this;
    if (running === undefined) return;
    running.abort.abort();
    await Promise.all(running.tasks);
    this.running = undefined;
  }

  status(): Promise<readonly ConsumerStatus[]> {
    const { pool, store, rawStore = store, clock } = this.options;
    return readStatus({ pool, rawStore, clock, worker: (consumer) => this.workers.get(consumer) });
  }

  deadLetters(filter: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    return listLetters(this.options.pool, filter);
  }

  async replay(consumer: string, stream: string): Promise<number> {
    const worker = this.workers.get(consumer);
    if (worker === undefined) throw unknownConsumer(consumer);
    return replayStream(worker.consumer, stream, this.options);
  }

  async waitFor(consumer: string, position: number, timeoutMs: number): Promise<boolean> {
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), timeoutMs);
    try {
      for (;;) {
        if (await this.hasReached(consumer, position, over.signal)) return true;
        if (over.signal.aborted) return false;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  private worksFor(consumer: string): boolean {
    return this.options.worksFor?.(consumer) ?? true;
  }

  /** Waits a short while: in this process to be woken, else to look again. */
  private async hasReached(name: string, position: number, over: AbortSignal): Promise<boolean> {
    const worker = this.workers.get(name);
    const progress = worker?.progress;
    if (worker !== undefined && progress !== undefined) {
      const reached = worker.persisted.reached(position, { signal: over, timeoutMs: POLL_MS });
      if (progress.settled > progress.persisted) this.keeper.flush();
      return reached;
    }
    if (((await this.checkpoints.position(name)) ?? 0) >= position) return true;
    await this.pause(POLL_MS, over);
    return false;
  }
}

const badName = (name: string): GongdanError =>
  new GongdanError({
    code: 'FEED.BAD_CONSUMER_NAME',
    category: 'bug',
    message: `'${name}' is taken or no consumer name (lower case, digits, ':._-', at most 100).`,
  });
