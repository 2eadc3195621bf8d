import { faultPoint } from '@gongdan/core';
import type { BrokerProducer, OutgoingRecord } from '../broker.js';
import { withNewer, type Offsets } from '../offsets.js';
import type { Topics } from '../topics.js';
import { watermarkRecord } from '../watermark.js';
import { relayFenced, type LeaseHolder } from './lease-holder.js';
import type { Publishable } from './publishable.js';
import type { RelayLease, RelayStore } from './relay-store.js';

export interface SenderParts {
  readonly topics: Topics;
  readonly state: RelayStore;
  /** Told after every send: so many events. For metrics only, must not fail. */
  readonly onPublished?: (events: number) => void;
}

/** Sends, writes down what was sent, and says it to the readers. */
export class Sender {
  private position: number;
  private offsets: Offsets;
  /** What was sent, but not yet said. */
  private unsaid = true;

  constructor(
    private readonly parts: SenderParts,
    private readonly producer: BrokerProducer,
    private readonly lease: RelayLease,
    private readonly holder: LeaseHolder,
  ) {
    this.position = lease.position;
    this.offsets = lease.offsets;
  }

  async send({ records, position }: Publishable): Promise<void> {
    this.holder.mustHold();
    await faultPoint('relay.before-send');
    // What the send before brought goes with this one: one round trip less while there is a backlog.
    const next = await this.producer.send(this.unsaid ? [this.watermark(), ...records] : records);
    await faultPoint('relay.after-send-before-checkpoint');
    const offsets = withNewer(this.offsets, this.ofEvents(next));
    const askedAt = performance.now();
    const { epoch } = this.lease;
    const moved = await this.parts.state.move(epoch, this.position, position, offsets);
    if (!moved) {
      this.holder.lose();
      throw relayFenced();
    }
    this.holder.prolonged(askedAt);
    this.position = position;
    this.offsets = offsets;
    this.unsaid = true;
    this.parts.onPublished?.(records.length);
    await faultPoint('relay.after-checkpoint-before-watermark');
  }

  async sayWatermark(): Promise<void> {
    if (!this.unsaid) return;
    this.holder.mustHold();
    await this.producer.send([this.watermark()]);
    this.unsaid = false;
  }

  private watermark(): OutgoingRecord {
    const { position, offsets } = this;
    return watermarkRecord(this.parts.topics.watermarks, {
      position,
      epoch: this.lease.epoch,
      offsets,
    });
  }

  private ofEvents({ [this.parts.topics.watermarks]: _said, ...offsets }: Offsets): Offsets {
    return offsets;
  }
}
