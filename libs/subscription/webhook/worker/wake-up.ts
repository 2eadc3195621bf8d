import type { Pause } from '@gongdan/event-feed';

/** A pause that somebody can end; a wake-up that comes before it ends it at once, so none is missed. */
export class WakeUp {
  private controller = new AbortController();

  constructor(private readonly pause: Pause) {}

  wake(): void {
    this.controller.abort();
  }

  /** Until woken, until `signal` aborts, or for so long. */
  async wait(pauseMs: number, signal: AbortSignal): Promise<void> {
    const { controller } = this;
    await this.pause(pauseMs, AbortSignal.any([signal, controller.signal]));
    if (controller.signal.aborted) this.controller = new AbortController();
  }
}
