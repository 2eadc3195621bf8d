import { atMost, messageOf, type RandomSource } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import { hasCode, operatorsView } from '../../failure.js';
import { realPause, retryPauseMs, type Pause } from '../../retry.js';
import type { Broker, BrokerProducer } from '../broker.js';
import { unlessAborted } from '../patience.js';
import { LeaseHolder, relayFenced } from './lease-holder.js';
import { mustHaveAll, RecordsLost } from './must-have-all.js';
import { publishables } from './publishable.js';
import { readAhead } from './read-ahead.js';
import type { RelayLease } from './relay-store.js';
import { Sender, type SenderParts } from './sender.js';

export interface RelaySettings {
  /** How long a lease outlives its holder’s last sign of life. */
  readonly leaseMs: number;
  /** How often a relay without the lease asks for it. */
  readonly standbyMs: number;
}

/** How long it may take to write down that records are lost. */
const NOTE_MS_MAX = 5_000;
/** How long saying good-bye to the broker, and to the database, may take each. */
const CLOSE_MS_MAX = 1_000;

/** With both a standby takes over within five seconds. */
export const RELAY_DEFAULTS: RelaySettings = { leaseMs: 3_000, standbyMs: 500 };

export interface RelayNotice {
  /** `retrying`: of every try that fails; `recovered`: once after those, when the broker has taken something. */
  readonly kind: 'active' | 'fenced' | 'retrying' | 'recovered';
  readonly message: string;
  /** Of a failure; empty where it has none. */
  readonly code?: string;
}

export interface RelayParts extends SenderParts {
  /** The log as it is stored: personal texts leave it sealed. */
  readonly rawStore: Pick<EventStore, 'subscribe'>;
  readonly broker: Broker;
  readonly random: RandomSource;
  readonly settings?: Partial<RelaySettings>;
  readonly pause?: Pause;
  /** Told what an operator should hear of; must not throw. */
  readonly onNotice?: (notice: RelayNotice) => void;
}

/**
 * Publishes the log to the topics, in its order, one send after another. Exactly one of all that run is
 * active: it holds a lease with an epoch, and what it has sent is written down only while the epoch is
 * its own. A send that is not written down is repeated by whoever comes next: a crash at any point leaves
 * nothing out, and repeats have the position and id of the first. One that was stopped past its lease and
 * wakes up may still send events of the log again, below what is there already, and moves nothing.
 */
export class Relay {
  private readonly settings: RelaySettings;
  private readonly pause: Pause;
  private readonly notify: (notice: RelayNotice) => void;
  /** The epoch of this process’s lease; undefined: it stands by. */
  epoch: number | undefined;
  /** Up to where the send was to publish that failed last. */
  private refusedUpTo = 0;

  constructor(private readonly parts: RelayParts) {
    this.settings = { ...RELAY_DEFAULTS, ...parts.settings };
    this.pause = parts.pause ?? realPause;
    this.notify = parts.onNotice ?? (() => undefined);
  }

  /**
   * Stands by and publishes until `signal` aborts; survives failures of database and broker. Then it stops
   * within seconds, also where one of them does not answer: a send that is on its way may still arrive.
   */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    const onProgress = (): void => {
      if (failures > 0) this.notify({ kind: 'recovered', message: 'the broker takes records' });
      failures = 0;
    };
    while (!signal.aborted) {
      try {
        const askedAt = performance.now();
        const lease = await unlessAborted(this.parts.state.take(), signal);
        if (lease === undefined) {
          await this.pause(this.settings.standbyMs, signal);
          continue;
        }
        this.notify({ kind: 'active', message: `epoch ${lease.epoch}, from ${lease.position}` });
        await this.publish(lease, askedAt, signal, onProgress);
      } catch (error) {
        if (signal.aborted) return;
        const fenced = hasCode(error, 'KAFKA.RELAY_FENCED');
        this.notify({ kind: fenced ? 'fenced' : 'retrying', ...operatorsView(error) });
        const pauseMs = fenced
          ? this.settings.standbyMs
          : retryPauseMs(++failures, this.parts.random);
        await this.pause(pauseMs, signal);
      }
    }
  }

  private async publish(
    lease: RelayLease,
    askedAt: number,
    signal: AbortSignal,
    onProgress: () => void,
  ): Promise<void> {
    const { state } = this.parts;
    const over = new AbortController();
    const whileHeld = AbortSignal.any([signal, over.signal]);
    const holder = new LeaseHolder(state, lease.epoch, this.settings.leaseMs, askedAt, over);
    const beating = holder.keep(whileHeld, this.pause);
    this.epoch = lease.epoch;
    let failure: unknown;
    try {
      await this.publishAll(lease, holder, whileHeld, onProgress);
      holder.mustHold();
    } catch (error) {
      failure = holder.isLost ? relayFenced() : error;
      throw failure;
    } finally {
      this.epoch = undefined;
      over.abort();
      await beating;
      const reason = failure === undefined || signal.aborted ? null : messageOf(failure);
      await atMost(CLOSE_MS_MAX, state.release(lease.epoch, reason));
    }
  }

  private async publishAll(
    lease: RelayLease,
    holder: LeaseHolder,
    signal: AbortSignal,
    onProgress: () => void,
  ): Promise<void> {
    const { rawStore, broker, topics } = this.parts;
    if (lease.lost !== null) throw new RecordsLost(lease.lost);
    const ends = await unlessAborted(mustHaveAll(broker, topics, lease.offsets), signal);
    const producer = await this.openProducer(signal);
    try {
      const sender = new Sender(this.parts, producer, lease, holder, ends, signal);
      const pages = (whileReading: AbortSignal) =>
        rawStore.subscribe({ after: lease.position }, whileReading);
      await sender.sayWatermark(); // a predecessor may have died before it did
      // A broker may take watermarks and refuse the events: then it is not over, and pauses go on growing.
      if (lease.position >= this.refusedUpTo) onProgress();
      for await (const page of readAhead(pages, signal)) {
        for (const publishable of publishables(page.value.events, topics, lease.epoch)) {
          if (signal.aborted) return;
          await this.rememberFailure(lease.epoch, publishable.position, sender.send(publishable));
          onProgress();
        }
        if (!page.hasMore()) await sender.sayWatermark();
      }
    } finally {
      await atMost(CLOSE_MS_MAX, producer.close());
    }
  }

  /**
   * What was sent may lie where lost records lay: the ends of the partitions show no loss any more then. (A
   * loss that shows at the beginning is not written down: the next one sees it, too, or it was another
   * cluster.)
   */
  private async rememberFailure(
    epoch: number,
    upTo: number,
    sending: Promise<void>,
  ): Promise<void> {
    try {
      await sending;
    } catch (error) {
      this.refusedUpTo = upTo;
      if (error instanceof RecordsLost) {
        await atMost(NOTE_MS_MAX, this.parts.state.noteLost(epoch, error.lost));
      }
      throw error;
    }
  }

  private async openProducer(signal: AbortSignal): Promise<BrokerProducer> {
    const { broker, topics } = this.parts;
    const opening = broker.openProducer(topics.all);
    try {
      return await unlessAborted(opening, signal);
    } catch (error) {
      opening.then((late) => late.close()).catch(() => undefined);
      throw error;
    }
  }
}
