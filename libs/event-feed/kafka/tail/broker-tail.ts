import { fromKafkaRecord } from '@gongdan/contracts';
import { GongdanError, messageOf, type RandomSource, type RecordedEvent } from '@gongdan/core';
import type { LogTail, OnUnreadable } from '../../delivery/log-tail.js';
import { LogWindow } from '../../delivery/log-window.js';
import { retryPauseMs, type Pause } from '../../retry.js';
import type { Broker, IncomingBatch, IncomingRecord } from '../broker.js';
import type { RelayStore } from '../relay/relay-store.js';
import type { Topics } from '../topics.js';
import { watermarkIn } from '../watermark.js';
import { PartitionMerge } from './partition-merge.js';

/** How often it is looked whether records come that should. */
export const WATCH_MS = 5_000;
/** A client that brings nothing for so long, though something was published, is taken down and made anew. */
export const STALL_MS_MAX = 15_000;

export interface BrokerTailParts {
  readonly broker: Broker;
  readonly topics: Topics;
  readonly state: Pick<RelayStore, 'standing'>;
  /** Makes what the engine reads of events as they are stored. */
  readonly open: (events: readonly RecordedEvent[]) => Promise<readonly RecordedEvent[]>;
  /** Name of this reader among all; new for every process. */
  readonly group: string;
  readonly pause: Pause;
  readonly random: RandomSource;
  readonly onUnreadable: OnUnreadable;
  readonly watchMs?: number;
  readonly stallMsMax?: number;
}

/**
 * Follows the topics. It begins at what the relay had published last, and who is not so far yet reads the
 * log; so a process that starts, or whose client had to be made anew, needs nothing that the broker may
 * have dropped, and no position is skipped.
 */
export class BrokerTail implements LogTail {
  readonly window = new LogWindow();
  unreadable: string | undefined;
  private failures = 0;

  constructor(private readonly parts: BrokerTailParts) {}

  async run(signal: AbortSignal): Promise<void> {
    const { pause, random, onUnreadable } = this.parts;
    while (!signal.aborted) {
      try {
        await this.follow(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.unreadable = messageOf(error);
        onUnreadable(this.unreadable);
        await pause(retryPauseMs(++this.failures, random), signal);
      }
    }
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { broker, topics, state, group } = this.parts;
    // First where watermarks end, then where the relay is: what is said later is not missed.
    const marks = await broker.endsOf([topics.watermarks]);
    const { position = 0, offsets = {} } = (await state.standing()) ?? {};
    this.window.beginAt(position);
    const merge = new PartitionMerge(position, { ...offsets, ...marks });
    const over = new AbortController();
    const reading = broker.read(
      {
        group,
        topics: topics.all,
        from: { ...offsets, ...marks },
        onBatch: (batch) => this.receive(batch, merge).catch((error: unknown) => fail(error)),
      },
      AbortSignal.any([signal, over.signal]),
    );
    let failure: unknown;
    const fail = (error: unknown): void => {
      failure ??= error;
      over.abort();
    };
    const watching = this.watch(AbortSignal.any([signal, over.signal])).catch(fail);
    try {
      await reading;
    } finally {
      over.abort();
      await watching;
    }
    if (failure !== undefined) throw failure;
  }

  private async receive(
    { topic, partition, records }: IncomingBatch,
    merge: PartitionMerge,
  ): Promise<void> {
    for (const record of records) {
      merge.add(topic, partition, record.offset, () => this.eventOf(topic, record, merge));
    }
    const page = merge.take();
    this.unreadable = undefined;
    this.failures = 0;
    if (page === undefined) return;
    this.window.absorb({ ...page, events: await this.parts.open(page.events) });
  }

  private eventOf(
    topic: string,
    { value, headers }: IncomingRecord,
    merge: PartitionMerge,
  ): RecordedEvent | undefined {
    if (topic !== this.parts.topics.watermarks) return fromKafkaRecord(value, headers).event;
    const watermark = watermarkIn(value);
    if (watermark !== undefined) merge.mark(watermark);
    return undefined;
  }

  /** Throws when nothing comes in spite of what was published. */
  private async watch(signal: AbortSignal): Promise<void> {
    const { pause, state, watchMs = WATCH_MS, stallMsMax = STALL_MS_MAX } = this.parts;
    const { head } = this.window;
    let seen = head.value;
    let movedAt = performance.now();
    while (!signal.aborted) {
      await pause(watchMs, signal);
      if (signal.aborted) return;
      const published = await state.standing().catch(() => undefined); // away: others say so
      const now = performance.now();
      if (head.value !== seen || (published?.position ?? 0) <= head.value) movedAt = now;
      seen = head.value;
      if (now - movedAt > stallMsMax) throw stalled(head.value, published?.position ?? 0);
    }
  }
}

const stalled = (position: number, published: number): GongdanError =>
  new GongdanError({
    code: 'FEED.STALLED',
    category: 'transient',
    message: `Nothing came from the topics after ${position}, though ${published} is published.`,
    hint: 'This process reads what is missing from the log and begins anew with the topics.',
  });
