import type { ImportRow } from '../rows/import-row.js';
import type { Rejection } from '../rows/rejection.js';

/** All rows of one ticket, in their order. At least one. */
export interface ImportCase {
  readonly caseKey: string;
  readonly rows: readonly ImportRow[];
}

/** What was read of the file since the piece before. */
export interface RowPiece {
  readonly rows: readonly ImportRow[];
  readonly rejections: readonly Rejection[];
  readonly bytesRead: number;
}

export interface CasePiece {
  readonly cases: readonly ImportCase[];
  readonly rejections: readonly Rejection[];
  /** How far through the work this is, from 0 to 1. */
  readonly progress: number;
}

/** Most rows of one case; what comes after is rejected, so that one endless case cannot fill the memory. */
export const CASE_ROWS_MAX = 10_000;

export const caseTooLong = (row: ImportRow): Rejection => ({
  line: row.line,
  code: 'ROW.CASE_TOO_LONG',
  column: '',
  value: row.caseKey,
  reason: `the case has more than ${CASE_ROWS_MAX} rows`,
  text: row.text,
});
