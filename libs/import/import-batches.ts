import type { CasePiece, ImportCase } from './grouping/import-case.js';
import type { Rejection } from './rows/rejection.js';

/** Cases that are planned and written at once: bounded in number and, by their rows, in size. */
export const BATCH_CASES_MAX = 256;
export const BATCH_ROWS_MAX = 4_000;

export interface ImportBatch {
  readonly cases: readonly ImportCase[];
  /** Rows that were found unusable on the way. */
  readonly rejections: readonly Rejection[];
  readonly progress: number;
}

/** Cuts the stream of cases into batches. Where they begin and end depends on the file alone. */
export async function* inBatches(pieces: AsyncIterable<CasePiece>): AsyncGenerator<ImportBatch> {
  let cases: ImportCase[] = [];
  let rejections: Rejection[] = [];
  let rows = 0;
  let progress = 0;
  for await (const piece of pieces) {
    rejections = rejections.concat(piece.rejections);
    progress = piece.progress;
    for (const one of piece.cases) {
      cases.push(one);
      rows += one.rows.length;
      if (cases.length < BATCH_CASES_MAX && rows < BATCH_ROWS_MAX) continue;
      yield { cases, rejections, progress };
      [cases, rejections, rows] = [[], [], 0];
    }
    if (rejections.length >= BATCH_ROWS_MAX) {
      yield { cases, rejections, progress };
      [cases, rejections, rows] = [[], [], 0];
    }
  }
  yield { cases, rejections, progress: 1 };
}
