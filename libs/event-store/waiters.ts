/**
 * Those who wait for news. Take `seen` before looking for news and wait with it afterwards: a wake-up
 * that came in between ends the waiting at once, so none is missed.
 */
export class Waiters {
  private wakeUps = 0;
  private readonly waiting = new Set<() => void>();

  get seen(): number {
    return this.wakeUps;
  }

  wakeAll(): void {
    this.wakeUps += 1;
    for (const wake of this.waiting) wake();
  }

  /** Resolves at the first wake-up after `seen`, when `signal` aborts, or after `timeoutMs`. */
  wait(seen: number, signal: AbortSignal, timeoutMs?: number): Promise<void> {
    if (signal.aborted || this.wakeUps !== seen) return Promise.resolve();
    const { waiting } = this;
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(done, timeoutMs);
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        waiting.delete(done);
        resolve();
      }
      waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }
}
