import { GongdanError } from '@gongdan/core';
import type { Pause } from '../../retry.js';
import { unlessAborted } from '../patience.js';
import type { RelayStore } from './relay-store.js';

/** The lease is prolonged this often within its time. */
const BEATS_PER_LEASE = 4;

/** Keeps the lease while its holder waits for the broker, and knows when it must have run out. */
export class LeaseHolder {
  private lost = false;

  constructor(
    private readonly state: Pick<RelayStore, 'beat'>,
    private readonly epoch: number,
    private readonly leaseMs: number,
    /** Moment before the lease was asked for. */
    private heldSince: number,
    /** Aborted when the lease is lost. */
    private readonly over: AbortController,
  ) {}

  /** The database has said so. */
  get isLost(): boolean {
    return this.lost;
  }

  async keep(signal: AbortSignal, pause: Pause): Promise<void> {
    while (!signal.aborted) {
      await pause(this.leaseMs / BEATS_PER_LEASE, signal);
      if (signal.aborted) return;
      const askedAt = performance.now();
      const beat = unlessAborted(this.state.beat(this.epoch), signal);
      const held = await beat.catch(() => undefined); // away: it runs out
      if (held === true) this.heldSince = askedAt;
      if (held === false) this.lose();
    }
  }

  /** The lease was prolonged by a move that began at this moment. */
  prolonged(askedAt: number): void {
    this.heldSince = askedAt;
  }

  lose(): void {
    this.lost = true;
    this.over.abort();
  }

  /** Throws where the lease is lost, or has run out by this process’s own count. */
  mustHold(): void {
    if (this.lost || performance.now() - this.heldSince > this.leaseMs) throw relayFenced();
  }
}

export const relayFenced = (): GongdanError =>
  new GongdanError({
    code: 'KAFKA.RELAY_FENCED',
    category: 'transient',
    message: 'Another relay took over while this one was held up; it stands by.',
  });
