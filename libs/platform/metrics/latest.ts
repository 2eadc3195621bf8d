import { atMost } from '@gongdan/core';

export interface LatestLimits {
  /** An answer that is no older is not asked for again. */
  readonly freshMs: number;
  /** How long one caller waits for a new answer. */
  readonly waitMsMax: number;
  /** An older answer counts for nothing. */
  readonly knownMsMax: number;
}

export interface Known<Value> {
  readonly value: Value;
  /** Heard just now, or no longer ago than `freshMs`. */
  readonly current: boolean;
}

/**
 * What something said lately, without asking it too often: one question at a time, whoever asks and
 * however often, and no caller waits longer than `waitMsMax`. Answers that come at once are not kept.
 */
export class Latest<Value> {
  private last: { readonly value: Value; readonly atMs: number } | undefined;
  private pending: Promise<void> | undefined;
  /** Why the last question failed; undefined: it did not. */
  failure: unknown;

  constructor(
    private readonly ask: () => Value | Promise<Value>,
    private readonly limits: LatestLimits,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Never throws. Undefined: nothing is known, or nothing lately. */
  async get(): Promise<Known<Value> | undefined> {
    const { freshMs, waitMsMax, knownMsMax } = this.limits;
    const calledMs = this.nowMs();
    if (this.ageMs() > freshMs) {
      const answer = this.pending ?? this.question();
      if (!(answer instanceof Promise)) return { value: answer.atOnce, current: true };
      await atMost(waitMsMax, answer);
    }
    const ageMs = this.ageMs();
    if (this.last === undefined || ageMs > knownMsMax) return undefined;
    const { value, atMs } = this.last;
    return { value, current: atMs >= calledMs || ageMs <= freshMs };
  }

  private ageMs(): number {
    return this.last === undefined ? Infinity : this.nowMs() - this.last.atMs;
  }

  private question(): Promise<void> | { readonly atOnce: Value } {
    try {
      const answer = this.ask();
      if (!(answer instanceof Promise)) return { atOnce: answer };
      this.pending = this.hear(answer);
    } catch (error) {
      this.pending = this.hear(Promise.reject(error));
    }
    return this.pending;
  }

  private async hear(answer: Promise<Value>): Promise<void> {
    try {
      this.last = { value: await answer, atMs: this.nowMs() };
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
    } finally {
      this.pending = undefined;
    }
  }
}
