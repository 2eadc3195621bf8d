import { epochMsOf, instantOf, type Clock, type Instant } from '@gongdan/core';

/** A clock that stands still until it is moved; it can be moved back, as real ones are. */
export class VirtualClock implements Clock {
  private epochMs: number;

  constructor(start: Instant) {
    this.epochMs = epochMsOf(start);
  }

  now(): Instant {
    return instantOf(this.epochMs);
  }

  nowMs(): number {
    return this.epochMs;
  }

  moveTo(epochMs: number): void {
    this.epochMs = epochMs;
  }

  advance(ms: number): void {
    this.epochMs += ms;
  }
}
