import { setTimeout as pause } from 'node:timers/promises';

/** About how long a fault takes; on a slower machine commands wait for its end. */
const FAULT_MS = 6_000;
const LOOK_EVERY_MS = 20;

/**
 * Keeps commands and faults together: while a fault goes on, the commands up to the next are spread over
 * its time; and none runs ahead of a fault that is due.
 */
export class Pace {
  /** Faults begun. */
  private begun = 0;
  private begunMs = 0;
  private isOver = true;
  private acknowledged = 0;

  /** The numbers of commands after which faults begin, in order. */
  constructor(private readonly dues: readonly number[]) {}

  /** How many faults were due by now. */
  count(acknowledged: number): number {
    this.acknowledged = acknowledged;
    return this.dues.filter((due) => due <= acknowledged).length;
  }

  async during(fault: () => Promise<void>): Promise<void> {
    this.begun += 1;
    this.begunMs = performance.now();
    this.isOver = false;
    await fault();
    this.isOver = true;
  }

  /** Resolves when the next command may go. */
  async hold(): Promise<void> {
    while (this.acknowledged >= this.allowed()) await pause(LOOK_EVERY_MS);
  }

  private allowed(): number {
    const next = this.dues[this.begun] ?? Infinity;
    if (this.isOver) return next;
    const last = this.dues[this.begun - 1] ?? 0;
    const elapsed = Math.min(1, (performance.now() - this.begunMs) / FAULT_MS);
    return last + 1 + (Math.min(next, last + SPREAD_MAX) - last) * elapsed;
  }
}

/** After the last fault no next one bounds what is spread over its time. */
const SPREAD_MAX = 100;
