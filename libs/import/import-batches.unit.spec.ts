import { describe, expect, it } from '@jest/globals';
import type { CasePiece, ImportCase } from './grouping/import-case.js';
import { BATCH_CASES_MAX, BATCH_ROWS_MAX, inBatches, type ImportBatch } from './import-batches.js';
import type { Rejection } from './rows/rejection.js';

const rowsOf = (count: number): ImportCase['rows'] => Array.from({ length: count });
const caseOf = (rows: number): ImportCase => ({ caseKey: 'R-1', rows: rowsOf(rows) });
const rejected = (count: number): readonly Rejection[] => Array.from({ length: count });

async function batchesOf(
  ...pieces: readonly Partial<CasePiece>[]
): Promise<readonly ImportBatch[]> {
  const batches: ImportBatch[] = [];
  async function* all(): AsyncGenerator<CasePiece> {
    for (const piece of pieces) yield { cases: [], rejections: [], progress: 0.5, ...piece };
  }
  for await (const batch of inBatches(all())) batches.push(batch);
  return batches;
}

/** Of every batch the number of its cases and of its rejections. */
const sizesOf = async (...pieces: readonly Partial<CasePiece>[]): Promise<readonly number[][]> =>
  (await batchesOf(...pieces)).map(({ cases, rejections }) => [cases.length, rejections.length]);

const cases = (count: number, rows = 1): readonly ImportCase[] => Array(count).fill(caseOf(rows));

describe('batches of cases', () => {
  it('are of so many cases, wherever the pieces end', async () => {
    const two = [cases(BATCH_CASES_MAX - 1), cases(BATCH_CASES_MAX + 1)];
    expect(await sizesOf(...two.map((each) => ({ cases: each })))).toEqual([
      [BATCH_CASES_MAX, 0],
      [BATCH_CASES_MAX, 0],
      [0, 0],
    ]);
    expect(await sizesOf({ cases: cases(BATCH_CASES_MAX - 1) })).toEqual([
      [BATCH_CASES_MAX - 1, 0],
    ]);
  });

  it('are cut when their rows are so many', async () => {
    const half = BATCH_ROWS_MAX / 2;
    expect(await sizesOf({ cases: cases(4, half) })).toEqual([
      [2, 0],
      [2, 0],
      [0, 0],
    ]);
    expect(await sizesOf({ cases: [...cases(2, half - 1), ...cases(1, 1)] })).toEqual([[3, 0]]);
  });

  it('are cut when so many rows were refused, with the cases before them', async () => {
    const most = { rejections: rejected(BATCH_ROWS_MAX) };
    const fewer = { rejections: rejected(BATCH_ROWS_MAX - 1) };
    expect(await sizesOf({ cases: cases(1) }, most, fewer)).toEqual([
      [1, BATCH_ROWS_MAX],
      [0, BATCH_ROWS_MAX - 1],
    ]);
  });

  it('say how far they are, and the last one that it is the last', async () => {
    const batches = await batchesOf({ cases: cases(BATCH_CASES_MAX), progress: 0.25 });
    expect(batches.map(({ progress }) => progress)).toEqual([0.25, 1]);
    expect(await batchesOf()).toEqual([{ cases: [], rejections: [], progress: 1 }]);
  });
});
