import { realPause, type Pause } from './retry.js';

export interface RoundsParts {
  /** Does what there is to do now. Answers whether there is more to do at once. */
  readonly round: () => Promise<boolean>;
  /** How long to rest where there is not. */
  readonly restMs: number;
  /** Each failure in a row doubles the rest, up to this. Left out: a rest is as long as any other. */
  readonly failedRestMsMax?: number;
  /** Told what a round threw; must not throw. */
  readonly onFailure: (error: unknown) => void;
  /** Told of each round that did not throw; must not throw. */
  readonly onSuccess?: () => void;
  readonly pause?: Pause;
}

/** Work that is done again and again, one round at a time, with rests between, from `start` until `stop`. */
export class Rounds {
  /** Of this start; undefined: stopped. */
  private end: AbortController | undefined;
  private done: Promise<void> = Promise.resolve();
  private restMs: number;

  constructor(private readonly parts: RoundsParts) {
    this.restMs = parts.restMs;
  }

  /** The first round begins at once, or when the one ends that was still in hand at `stop`. No effect where started. */
  start(): void {
    if (this.end !== undefined) return;
    const end = new AbortController();
    this.end = end;
    this.done = this.done.then(() => this.run(end.signal));
  }

  /** Waits for the round in hand; after it comes no other. Never throws. */
  async stop(): Promise<void> {
    this.end?.abort();
    this.end = undefined;
    await this.done;
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { pause = realPause } = this.parts;
    for (let pauseMs = 0; !signal.aborted; pauseMs = await this.turn()) {
      await pause(pauseMs, signal);
      if (signal.aborted) return;
    }
  }

  /** Answers how long to rest then. */
  private async turn(): Promise<number> {
    const { round, restMs, failedRestMsMax = restMs, onFailure, onSuccess } = this.parts;
    try {
      const hasMore = await round();
      onSuccess?.();
      this.restMs = restMs;
      return hasMore ? 0 : restMs;
    } catch (error) {
      onFailure(error);
      this.restMs = Math.min(2 * this.restMs, failedRestMsMax);
      return this.restMs;
    }
  }
}
