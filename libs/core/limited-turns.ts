/** When so many wait already that one more is turned away, and with what. */
export interface WaitingLimit {
  readonly waitingMax: number;
  readonly busy: () => Error;
}

/** Lets at most so many pieces of work run at once; the others wait in the order they came. */
export class LimitedTurns {
  private readonly waiting: (() => void)[] = [];

  constructor(
    private free: number,
    /** Undefined: any number may wait. */
    private readonly limit?: WaitingLimit,
  ) {}

  /** What `work` answers or throws; or throws `busy` of the limit. */
  async take<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.free > 0) {
      this.free -= 1;
    } else {
      if (this.limit && this.waiting.length >= this.limit.waitingMax) throw this.limit.busy();
      await new Promise<void>((resolve) => void this.waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}
