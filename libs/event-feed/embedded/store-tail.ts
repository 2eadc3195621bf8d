import type { RandomSource } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import type { LogTail, TailListener } from '../delivery/log-tail.js';
import { LogWindow } from '../delivery/log-window.js';
import { TailStanding } from '../delivery/tail-standing.js';
import { retryPauseMs, type Pause } from '../retry.js';

/** Follows the store’s own log. */
export class StoreTail implements LogTail {
  readonly window = new LogWindow();
  private readonly standing: TailStanding;

  constructor(
    private readonly store: EventStore,
    private readonly pause: Pause,
    private readonly random: RandomSource,
    listener: TailListener,
  ) {
    this.standing = new TailStanding(listener);
  }

  get unreadable(): string | undefined {
    return this.standing.unreadable;
  }

  async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    let begun = false;
    while (!signal.aborted) {
      try {
        // What came in since a run before is missing.
        if (!begun) this.window.beginAt(await this.store.lastPosition());
        begun = true;
        await this.lookAgain();
        for await (const page of this.store.subscribe({ after: this.window.head.value }, signal)) {
          this.window.absorb(page);
          this.standing.works();
          failures = 0;
        }
      } catch (error) {
        if (signal.aborted) return;
        this.standing.failed(error);
        await this.pause(retryPauseMs(++failures, this.random), signal);
      }
    }
  }

  /** After a failure: a log to which nothing is added sends no page that would tell that it is over. */
  private async lookAgain(): Promise<void> {
    if (this.unreadable === undefined) return;
    const { events } = await this.store.readLog({ after: this.window.head.value });
    if (events.length === 0) this.standing.works();
  }
}
