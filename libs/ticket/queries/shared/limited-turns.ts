import { GongdanError } from '@gongdan/core';

/** Lets so many do their work at a time; so many others wait for their turn, in the order they came. */
export class LimitedTurns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnceMax: number,
    private readonly waitingMax: number,
  ) {}

  /** What `work` answers or throws. Throws `READ.BUSY` (transient) where too many wait already. */
  async take<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.running >= this.atOnceMax) {
      if (this.waiting.length >= this.waitingMax) throw busy();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running++;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}

const busy = (): GongdanError =>
  new GongdanError({
    code: 'READ.BUSY',
    category: 'transient',
    message: 'Too many ask about earlier moments at the same time.',
    hint: 'Ask again in a moment.',
  });
