export type Closer = () => Promise<unknown>;

/**
 * The part that was opened last is closed first; one that fails does not keep the others open. Throws the
 * first failure.
 */
export async function closeAll(closers: Closer[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closers.splice(0).reverse()) {
    await close().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}
