interface Waiter {
  readonly position: number;
  readonly done: (reached: boolean) => void;
}

/** A position that moves on, and those who wait until it has reached theirs. */
export class PositionMark {
  private current = 0;
  private readonly waiters = new Set<Waiter>();
  private readonly listeners = new Set<() => void>();

  get value(): number {
    return this.current;
  }

  /** The highest position somebody waits for; 0: nobody waits. */
  get awaited(): number {
    let highest = 0;
    for (const { position } of this.waiters) highest = Math.max(highest, position);
    return highest;
  }

  /** Calls as soon as somebody waits, at once where somebody does already; until what is answered is called. */
  onAwaited(listener: () => void): () => void {
    this.listeners.add(listener);
    if (this.waiters.size > 0) listener();
    return () => void this.listeners.delete(listener);
  }

  /** May also go backwards, where a checkpoint was set back. */
  set(position: number): void {
    this.current = position;
    for (const waiter of this.waiters) if (waiter.position <= position) waiter.done(true);
  }

  /** True once the position is reached; false when `signal` aborts or the time is over before. */
  reached(
    position: number,
    { signal, timeoutMs }: { signal?: AbortSignal; timeoutMs?: number } = {},
  ): Promise<boolean> {
    if (this.current >= position) return Promise.resolve(true);
    if (signal?.aborted === true) return Promise.resolve(false);
    return new Promise((resolve) => {
      const giveUp = (): void => done(false);
      const timer = timeoutMs === undefined ? undefined : setTimeout(giveUp, timeoutMs);
      const done = (reached: boolean): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        this.waiters.delete(waiter);
        resolve(reached);
      };
      const waiter: Waiter = { position, done };
      this.waiters.add(waiter);
      signal?.addEventListener('abort', giveUp);
      for (const listener of this.listeners) listener();
    });
  }
}
