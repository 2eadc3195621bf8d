import { messageOf } from '@gongdan/core';
import type { TailListener } from './log-tail.js';

/** Whether a tail can read at present, told to its listener. */
export class TailStanding {
  private reason: string | undefined;

  constructor(private readonly listener: TailListener) {}

  /** Why it cannot; undefined: it can. */
  get unreadable(): string | undefined {
    return this.reason;
  }

  failed(error: unknown): void {
    this.reason = messageOf(error);
    this.listener.unreadable(error);
  }

  works(): void {
    if (this.reason !== undefined) this.listener.readable();
    this.reason = undefined;
  }
}
