export interface Ahead<Value> {
  readonly value: Value;
  /** Whether the next one is there already. */
  hasMore(): boolean;
}

/** Reads the next page while this one is worked on. `read` gets a signal that aborts at the end. */
export async function* readAhead<Value>(
  read: (signal: AbortSignal) => AsyncIterable<Value>,
  signal: AbortSignal,
): AsyncGenerator<Ahead<Value>, void> {
  const over = new AbortController();
  const iterator = read(AbortSignal.any([signal, over.signal]))[Symbol.asyncIterator]();
  let coming = iterator.next();
  try {
    for (;;) {
      const { value, done } = await coming;
      if (done === true) return;
      let arrived = false;
      const noteArrival = (): void => void (arrived = true);
      coming = iterator.next();
      coming.then(noteArrival, noteArrival); // a failure is thrown where it is awaited
      yield { value, hasMore: () => arrived };
    }
  } finally {
    over.abort(); // else the read that is under way would wait for something new
    await iterator.return?.();
  }
}
