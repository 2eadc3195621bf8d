import { fromKafkaRecord } from '@gongdan/contracts';
import { GongdanError, messageOf, type RandomSource, type RecordedEvent } from '@gongdan/core';
import type { LogTail, TailListener } from '../../delivery/log-tail.js';
import { LogWindow } from '../../delivery/log-window.js';
import { TailStanding } from '../../delivery/tail-standing.js';
import { hasCode } from '../../failure.js';
import { retryPauseMs, type Pause } from '../../retry.js';
import type { Broker, IncomingBatch, IncomingRecord } from '../broker.js';
import { unlessAborted } from '../patience.js';
import type { RelayStore } from '../relay/relay-store.js';
import type { Topics } from '../topics.js';
import { watermarkIn } from '../watermark.js';
import { PartitionMerge } from './partition-merge.js';

/** How long events wait for a watermark before the relay’s row is asked: it says the same. */
const ASK_MS = 500;
/** How often it is looked whether records come that should. */
const WATCH_MS = 5_000;
/** A client that brings nothing for so long, though something was published, is taken down and made anew. */
const STALL_MS_MAX = 15_000;

export interface BrokerTailParts {
  readonly broker: Broker;
  readonly topics: Topics;
  readonly state: Pick<RelayStore, 'standing'>;
  /** Makes what the engine reads of events as they are stored. */
  readonly open: (events: readonly RecordedEvent[]) => Promise<readonly RecordedEvent[]>;
  /** Name of this reader among all; new for every process. Its readings are numbered. */
  readonly group: string;
  readonly pause: Pause;
  readonly random: RandomSource;
  readonly listener: TailListener;
  /** Told of records that no relay of ours wrote; must not throw. */
  readonly onForeign?: (message: string) => void;
}

/**
 * Follows the topics. It begins at what the relay had published last, and who is not so far yet reads the
 * log; so a process that starts, or whose client had to be made anew, needs nothing that the broker may
 * have dropped, and no position is skipped. What somebody else wrote into the topics is passed over and
 * told; should it have taken the place of something, that is read from the log. What a relay sent and wrote
 * down, and died before it could say so, is taken from its row.
 */
export class BrokerTail implements LogTail {
  readonly window = new LogWindow();
  private readonly standing: TailStanding;
  private failures = 0;
  private readings = 0;
  /** What is handed on at present: one after another, or pages would come in another order. */
  private handingOn: Promise<void> = Promise.resolve();

  constructor(private readonly parts: BrokerTailParts) {
    this.standing = new TailStanding(parts.listener);
  }

  get unreadable(): string | undefined {
    return this.standing.unreadable;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { pause, random } = this.parts;
    while (!signal.aborted) {
      try {
        await this.follow(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.standing.failed(error);
        await pause(retryPauseMs(++this.failures, random), signal);
      }
    }
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { broker, topics, state, group } = this.parts;
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    // First where watermarks end, then where the relay is: what is said later is not missed.
    const marks = await unlessAborted(broker.endsOf([topics.watermarks]), until);
    const { position = 0, offsets = {} } = (await unlessAborted(state.standing(), until)) ?? {};
    this.window.beginAt(position);
    const merge = new PartitionMerge(position, { ...offsets, ...marks });
    let failure: unknown;
    const fail = (error: unknown): void => {
      failure ??= error;
      over.abort();
    };
    const reading = broker.read(
      {
        group: `${group}.${++this.readings}`, // another name: a client that hangs may still be in the old one
        topics: topics.all,
        from: { ...offsets, ...marks },
        onBatch: (batch) => this.receive(batch, merge, until).catch(fail),
        onBegun: () => this.standing.works(),
      },
      until,
    );
    const watching = [this.watch(until), this.askForMarks(merge, until)].map((it) =>
      it.catch(fail),
    );
    try {
      await reading;
    } finally {
      over.abort();
      await Promise.all(watching);
    }
    if (failure !== undefined) throw failure;
  }

  private async receive(
    { topic, partition, records }: IncomingBatch,
    merge: PartitionMerge,
    until: AbortSignal,
  ): Promise<void> {
    const foreign: string[] = [];
    for (const record of records) {
      const event = this.eventOf(topic, record, merge, foreign);
      merge.add(topic, partition, record.offset, event, record.value?.length);
    }
    for (const position of merge.takeClaimed()) foreign.push(claimLine(position));
    const [first] = foreign;
    if (first !== undefined) this.parts.onForeign?.(foreignLine(topic, foreign.length, first));
    await this.handOn(merge, until);
  }

  private handOn(merge: PartitionMerge, until: AbortSignal): Promise<void> {
    const handingOn = this.handingOn.then(() => this.handOnNow(merge, until));
    this.handingOn = handingOn.catch(() => undefined); // whoever asked for it hears of it
    return handingOn;
  }

  private async handOnNow(merge: PartitionMerge, until: AbortSignal): Promise<void> {
    if (until.aborted) return;
    const { page, doubtful } = merge.take();
    if (page !== undefined) {
      const events = await this.parts.open(page.events);
      if (until.aborted) return; // by now another reading may have begun
      this.window.absorb({ ...page, events });
      this.standing.works();
      this.failures = 0;
    }
    if (doubtful.length > 0) await this.resolve(doubtful, merge, until);
  }

  /** The database knows whether watermarks are true, in spite of what did not come. */
  private async resolve(
    doubtful: readonly number[],
    merge: PartitionMerge,
    until: AbortSignal,
  ): Promise<void> {
    const published = (await this.parts.state.standing())?.position ?? 0;
    if (until.aborted) return;
    const untrue = doubtful.filter((position) => position > published);
    if (untrue.length > 0) {
      const { watermarks } = this.parts.topics;
      const first = `It says that ${untrue[0]} is published.`;
      this.parts.onForeign?.(foreignLine(watermarks, untrue.length, first));
    }
    if (untrue.length === doubtful.length) return;
    merge.goOnAt(published);
    this.window.beginAt(published); // what is missing is read from the log
  }

  private eventOf(
    topic: string,
    { offset, value, headers }: IncomingRecord,
    merge: PartitionMerge,
    foreign: string[],
  ): RecordedEvent | undefined {
    if (topic === this.parts.topics.watermarks) {
      const watermark = watermarkIn(value);
      if (watermark !== undefined) merge.mark(watermark);
      else foreign.push(`The record at ${offset} is no watermark.`);
      return undefined;
    }
    try {
      return fromKafkaRecord(value, headers).event;
    } catch (error) {
      if (!hasCode(error, 'EVENT_CONTRACT.BAD_RECORD')) throw error;
      foreign.push(`At ${offset}: ${messageOf(error)}`);
      return undefined;
    }
  }

  /** Takes the relay’s row for a watermark where events wait and none comes. */
  private async askForMarks(merge: PartitionMerge, until: AbortSignal): Promise<void> {
    const { pause, state } = this.parts;
    const { head } = this.window;
    let seen = -1;
    while (!until.aborted) {
      await pause(ASK_MS, until);
      const isStuck = merge.isWaiting && head.value === seen;
      seen = merge.isWaiting ? head.value : -1;
      if (until.aborted || !isStuck) continue;
      // Where the database is away others say so.
      const said = await unlessAborted(state.standing(), until).catch(() => undefined);
      if (said === undefined) continue;
      merge.mark(said);
      await this.handOn(merge, until);
    }
  }

  /** Throws when nothing comes in spite of what was published. */
  private async watch(until: AbortSignal): Promise<void> {
    const { pause, state } = this.parts;
    const { head } = this.window;
    let seen = head.value;
    let movedAt = performance.now();
    while (!until.aborted) {
      await pause(WATCH_MS, until);
      if (until.aborted) return;
      // Where the database is away others say so.
      const published = await unlessAborted(state.standing(), until).catch(() => undefined);
      const now = performance.now();
      if (head.value !== seen || (published?.position ?? 0) <= head.value) movedAt = now;
      seen = head.value;
      if (now - movedAt > STALL_MS_MAX) throw stalled(head.value, published?.position ?? 0);
    }
  }
}

const foreignLine = (topic: string, count: number, first: string): string =>
  `${count} of the records in ${topic} ${count === 1 ? 'is' : 'are'} not the relay’s. ${first}`;

const claimLine = (position: number): string =>
  `One says that it is number ${position} of the log, as another one does, or far from what is there.`;

const stalled = (position: number, published: number): GongdanError =>
  new GongdanError({
    code: 'FEED.STALLED',
    category: 'transient',
    message: `Nothing came from the topics after ${position}, though ${published} is published.`,
    hint: 'This process reads what is missing from the log and begins anew with the topics.',
  });
