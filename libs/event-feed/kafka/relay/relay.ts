import { messageOf, type RandomSource } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import { hasCode } from '../../failure.js';
import { realPause, retryPauseMs, type Pause } from '../../retry.js';
import type { Broker } from '../broker.js';
import { LeaseHolder } from './lease-holder.js';
import { mustHaveAll } from './must-have-all.js';
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

/** With both a standby takes over within five seconds. */
export const RELAY_DEFAULTS: RelaySettings = { leaseMs: 3_000, standbyMs: 500 };

export interface RelayNotice {
  readonly kind: 'active' | 'fenced' | 'retrying';
  readonly message: string;
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

  constructor(private readonly parts: RelayParts) {
    this.settings = { ...RELAY_DEFAULTS, ...parts.settings };
    this.pause = parts.pause ?? realPause;
    this.notify = parts.onNotice ?? (() => undefined);
  }

  /** Stands by and publishes until `signal` aborts; survives failures of database and broker. */
  async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      try {
        const lease = await this.parts.state.take();
        if (lease === undefined) {
          await this.pause(this.settings.standbyMs, signal);
          continue;
        }
        this.notify({ kind: 'active', message: `epoch ${lease.epoch}, from ${lease.position}` });
        await this.publish(lease, signal, () => (failures = 0));
      } catch (error) {
        if (signal.aborted) return;
        const fenced = hasCode(error, 'KAFKA.RELAY_FENCED');
        this.notify({ kind: fenced ? 'fenced' : 'retrying', message: messageOf(error) });
        const pauseMs = fenced
          ? this.settings.standbyMs
          : retryPauseMs(++failures, this.parts.random);
        await this.pause(pauseMs, signal);
      }
    }
  }

  private async publish(
    lease: RelayLease,
    signal: AbortSignal,
    onProgress: () => void,
  ): Promise<void> {
    const over = new AbortController();
    const holder = new LeaseHolder(this.parts.state, lease.epoch, this.settings.leaseMs, over);
    const beating = holder.keep(AbortSignal.any([signal, over.signal]), this.pause);
    this.epoch = lease.epoch;
    let failure: unknown;
    try {
      await this.publishAll(lease, holder, AbortSignal.any([signal, over.signal]), onProgress);
      holder.mustHold();
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      this.epoch = undefined;
      over.abort();
      await beating;
      const reason = failure === undefined ? null : messageOf(failure);
      await this.parts.state.release(lease.epoch, reason).catch(() => undefined);
    }
  }

  private async publishAll(
    lease: RelayLease,
    holder: LeaseHolder,
    signal: AbortSignal,
    onProgress: () => void,
  ): Promise<void> {
    const { rawStore, broker, topics } = this.parts;
    await mustHaveAll(broker, topics, lease.offsets);
    const producer = await broker.openProducer(topics.all);
    try {
      const sender = new Sender(this.parts, producer, lease, holder);
      const pages = (whileHeld: AbortSignal) =>
        rawStore.subscribe({ after: lease.position }, whileHeld);
      await sender.sayWatermark(); // a predecessor may have died before it did
      for await (const page of readAhead(pages, signal)) {
        for (const publishable of publishables(page.value.events, topics, lease.epoch)) {
          if (signal.aborted) return;
          await sender.send(publishable);
          onProgress();
        }
        if (!page.hasMore()) await sender.sayWatermark();
      }
    } finally {
      await producer.close().catch(() => undefined);
    }
  }
}
