/** Resolves when the work has ended, however it did, or when the time is over. */
export async function atMost(timeMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeOver = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeMs);
  });
  await Promise.race([work.catch(() => undefined), timeOver]);
  clearTimeout(timer);
}
