import { byOrder, type ImportRow } from '../rows/import-row.js';
import type { Rejection } from '../rows/rejection.js';
import {
  CASE_ROWS_MAX,
  caseTooLong,
  type CasePiece,
  type ImportCase,
  type RowPiece,
} from './import-case.js';

/** Cases of a file in which the rows of one case stand together: holds one case at a time. */
export async function* groupTogether(
  pieces: AsyncIterable<RowPiece>,
  fileBytes: number,
): AsyncGenerator<CasePiece> {
  let open: ImportRow[] = [];
  for await (const { rows, rejections, bytesRead } of pieces) {
    const cases: ImportCase[] = [];
    const tooLong: Rejection[] = [];
    for (const row of rows) {
      const first = open[0];
      if (first !== undefined && first.caseKey !== row.caseKey) {
        cases.push(caseOf(open));
        open = [];
      }
      if (open.length < CASE_ROWS_MAX) open.push(row);
      else tooLong.push(caseTooLong(row));
    }
    const progress = fileBytes === 0 ? 1 : bytesRead / fileBytes;
    yield { cases, rejections: [...rejections, ...tooLong], progress };
  }
  yield { cases: open.length === 0 ? [] : [caseOf(open)], rejections: [], progress: 1 };
}

export function caseOf(rows: readonly ImportRow[]): ImportCase {
  return { caseKey: rows[0]?.caseKey ?? '', rows: [...rows].sort(byOrder) };
}
