/** What `work` comes to; throws `late` where that takes longer, and nobody hears then what it comes to. */
export async function within<Value>(
  timeMs: number,
  work: Promise<Value>,
  late: () => Error,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const timeOver = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), timeMs);
  });
  try {
    return await Promise.race([work, timeOver]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when the work has ended, however it did, or when the time is over. */
export async function atMost(timeMs: number, work: Promise<unknown>): Promise<void> {
  await within(timeMs, work, () => new Error('late')).catch(() => undefined);
}
