import { faultPoint, isPlanted } from '@gongdan/core';
import type { BrokerProducer, OutgoingRecord } from '../broker.js';
import { ofTopicsIn, withNewer, type Offsets } from '../offsets.js';
import { unlessAborted } from '../patience.js';
import type { Topics } from '../topics.js';
import { watermarkRecord } from '../watermark.js';
import { relayFenced, type LeaseHolder } from './lease-holder.js';
import { mustReach } from './must-have-all.js';
import type { Publishable } from './publishable.js';
import type { RelayLease, RelayStore } from './relay-store.js';

/** How long a send that is on its way may still take when the relay is to stop. */
const STOP_GRACE_MS = 2_000;

export interface SenderParts {
  readonly topics: Topics;
  readonly state: RelayStore;
  /** Told after every send: so many events. For metrics only, must not fail. */
  readonly onPublished?: (events: number) => void;
}

/** Sends, writes down what was sent, and says it to the readers. */
export class Sender {
  private position: number;
  /** What was sent, but not yet said. */
  private unsaid = true;

  constructor(
    private readonly parts: SenderParts,
    private readonly producer: BrokerProducer,
    private readonly lease: RelayLease,
    private readonly holder: LeaseHolder,
    /** Where the topics of events end: after everything up to the lease’s position. */
    private offsets: Offsets,
    /** Aborted when the relay is to stop. */
    private readonly signal: AbortSignal,
  ) {
    this.position = lease.position;
  }

  async send({ records, position }: Publishable): Promise<void> {
    this.holder.mustHold();
    if (isPlanted('relay.checkpoint-before-acknowledgement')) await this.move(position, {});
    await faultPoint('relay.before-send');
    if (isPlanted('relay.watermark-runs-ahead')) await this.put([this.watermark(position)]);
    // What the send before brought goes with this one: one round trip less while there is a backlog.
    const next = await this.put(this.unsaid ? [this.watermark(), ...records] : records);
    await faultPoint('relay.after-send-before-checkpoint');
    await this.move(position, next);
    this.unsaid = true;
    this.parts.onPublished?.(records.length);
    await faultPoint('relay.after-checkpoint-before-watermark');
  }

  async sayWatermark(): Promise<void> {
    if (!this.unsaid) return;
    this.holder.mustHold();
    await this.put([this.watermark()]);
    this.unsaid = false;
  }

  /** Answers the next offsets of the partitions of events. */
  private async put(records: readonly OutgoingRecord[]): Promise<Offsets> {
    const { topics } = this.parts;
    const sent = await unlessAborted(this.producer.send(records), this.signal, STOP_GRACE_MS);
    const first = ofTopicsIn(sent.first, topics.events);
    mustReach(withNewer(this.offsets, first), this.offsets);
    return ofTopicsIn(sent.next, topics.events);
  }

  private async move(position: number, next: Offsets): Promise<void> {
    const { state } = this.parts;
    const offsets = withNewer(this.offsets, next);
    const askedAt = performance.now();
    const moving = state.move(this.lease.epoch, this.position, position, offsets);
    if (!(await unlessAborted(moving, this.signal, STOP_GRACE_MS))) {
      this.holder.lose();
      throw relayFenced();
    }
    this.holder.prolonged(askedAt);
    this.position = position;
    this.offsets = offsets;
  }

  private watermark(position = this.position): OutgoingRecord {
    const { offsets } = this;
    const { epoch } = this.lease;
    return watermarkRecord(this.parts.topics.watermarks, { position, epoch, offsets });
  }
}
