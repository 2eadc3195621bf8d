/**
 * What `work` comes to. Once `signal` aborts it is waited for `graceMs` more at the longest; then this
 * throws the signal’s reason, and nobody hears what the work comes to.
 */
export function unlessAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal,
  graceMs = 0,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const giveUp = (): void => {
      timer = setTimeout(() => reject(signal.reason as Error), graceMs);
    };
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    work.finally(done).then(resolve, reject);
  });
}
