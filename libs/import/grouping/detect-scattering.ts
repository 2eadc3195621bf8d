import { hash53 } from './hash.js';

/** So many cases are remembered while looking; with more, rows are taken to be scattered. */
const REMEMBERED_CASES_MAX = 1_000_000;

/**
 * Whether a case comes back after another one began. Memory is bounded: a log with more cases than are
 * remembered counts as scattered, which is never wrong, only slower.
 */
export async function isScattered(
  caseKeys: AsyncIterable<readonly string[]>,
  rememberedMax = REMEMBERED_CASES_MAX,
): Promise<boolean> {
  const seen = new Set<number>();
  let present: string | undefined;
  for await (const keys of caseKeys) {
    for (const key of keys) {
      if (key === present) continue;
      present = key;
      const hashed = hash53(key);
      if (seen.has(hashed) || seen.size >= rememberedMax) return true;
      seen.add(hashed);
    }
  }
  return false;
}
