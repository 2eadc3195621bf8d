import { openBenchDatabase } from '../bench-database.js';
import { benchRow, percentile, type BenchOptions, type BenchRow } from '../bench-row.js';
import { openDesk, type Desk } from './desk.js';
import { listCases } from './list-cases.js';
import { pagesOf, type Ask } from './list-pages.js';

const SMALL = 10_000;
const LARGE = 1_000_000;
const P95 = 0.95;

export interface ListsBenchOptions extends BenchOptions {
  readonly repetitions?: number;
  /** Requests of one case at one size in one repetition … */
  readonly requests?: number;
  /** … fewer, but at least REQUESTS_MIN, where they take longer than this at both. */
  readonly requestsMsMax?: number;
}

const REQUESTS_MIN = 5;

interface PagePair {
  readonly name: string;
  readonly small: readonly Ask[];
  readonly large: readonly Ask[];
}

/**
 * p95 of every list at 1,000,000 tickets, as a ratio to the same list at 10,000 tickets of the same years.
 * Both desks lie in one server and are asked in turn. Where the large desk fills a page and the small one
 * does not, the case’s name says how many rows each answers: they are part of the ratio.
 */
export async function runListsBench(options: ListsBenchOptions = {}): Promise<BenchRow[]> {
  const database = await openBenchDatabase();
  const desks: Desk[] = [];
  try {
    for (const tickets of [SMALL, LARGE]) {
      const desk = await openDesk(await database.createDatabase(`desk_${tickets}`), tickets);
      desks.push(desk);
      await desk.fill();
    }
    const [small, large] = desks as [Desk, Desk];
    return await measure(await pagePairs(small, large, options.only ?? ''), options);
  } finally {
    for (const desk of desks) await desk.close();
    await database.remove();
  }
}

async function pagePairs(small: Desk, large: Desk, only: string): Promise<PagePair[]> {
  const pairs: PagePair[] = [];
  const largeCases = listCases(large);
  for (const [index, smallCase] of listCases(small).entries()) {
    const { name } = smallCase;
    const largeCase = largeCases[index];
    if (largeCase === undefined || !name.includes(only)) continue;
    const [few, many] = [await pagesOf(small, smallCase), await pagesOf(large, largeCase)];
    pairs.push({ name: `${name}, first page`, small: few.first, large: many.first });
    if (many.deep.length === 0) continue;
    // Where 10,000 tickets fill but one page, that page is what a deep one is compared with.
    const deep = few.deep.length > 0 ? few.deep : few.first;
    pairs.push({ name: `${name}, deep page`, small: deep, large: many.deep });
  }
  return pairs;
}

async function measure(pairs: readonly PagePair[], options: ListsBenchOptions) {
  const { repetitions = 5 } = options;
  const names: string[] = [];
  for (const { name, small, large } of pairs) {
    const [few, many] = [await rowsOf(small), await rowsOf(large)];
    names.push(few === many ? name : `${name} (${many} rows against ${few})`);
  }
  const results = pairs.map(() => [] as [number, number][]);
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const [index, { small, large }] of pairs.entries()) {
      results[index]?.push(await p95Ms(large, small, options));
    }
  }
  return names.map((name, index) =>
    benchRow(
      { suite: 'lists', case: name, unit: 'ms p95', control: 'the same at 10,000 tickets' },
      results[index] ?? [],
    ),
  );
}

/** How many rows the first of these pages has; the others are asked once, too, to warm up. */
async function rowsOf(asks: readonly Ask[]): Promise<number> {
  const pages = await Promise.all(asks.map((ask) => ask()));
  return pages[0]?.items.length ?? 0;
}

/** Both in turn, request by request: what disturbs the machine then disturbs both. */
async function p95Ms(
  large: readonly Ask[],
  small: readonly Ask[],
  { requests = 60, requestsMsMax = 4_000 }: ListsBenchOptions,
): Promise<[largeMs: number, smallMs: number]> {
  const largeMs: number[] = [];
  const smallMs: number[] = [];
  const begunAt = performance.now();
  for (let request = 0; request < requests; request++) {
    const isLong = performance.now() - begunAt > requestsMsMax;
    if (isLong && request >= REQUESTS_MIN) break;
    largeMs.push(await durationMs(large[request % large.length]));
    smallMs.push(await durationMs(small[request % small.length]));
  }
  return [percentile(largeMs, P95), percentile(smallMs, P95)];
}

async function durationMs(ask: Ask | undefined): Promise<number> {
  const startedAt = performance.now();
  await ask?.();
  return performance.now() - startedAt;
}
