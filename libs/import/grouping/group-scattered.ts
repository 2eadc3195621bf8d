import type { ImportRow } from '../rows/import-row.js';
import type { Rejection } from '../rows/rejection.js';
import { caseOf } from './group-together.js';
import {
  CASE_ROWS_MAX,
  caseTooLong,
  type CasePiece,
  type ImportCase,
  type RowPiece,
} from './import-case.js';
import { RowSpool } from './row-spool.js';

/** Reading and spooling is about this part of the work. */
const SPOOLING_SHARE = 0.3;
/** How many cases of a part are handed on at once. */
const PIECE_CASES = 500;

/**
 * Cases of a file in which the rows of one case stand anywhere: the rows are spread over files on disk by
 * their case, then each file is grouped in memory. The order of the cases depends on the file alone.
 */
export async function* groupScattered(
  pieces: AsyncIterable<RowPiece>,
  fileBytes: number,
  textBytesExpected: number,
): AsyncGenerator<CasePiece> {
  const spool = await RowSpool.open(textBytesExpected);
  try {
    for await (const { rows, rejections, bytesRead } of pieces) {
      await spool.add(rows);
      const progress = (fileBytes === 0 ? 1 : bytesRead / fileBytes) * SPOOLING_SHARE;
      yield { cases: [], rejections, progress };
    }
    for (let part = 0; part < spool.parts; part++) {
      const { cases, rejections } = await casesOf(spool, part);
      // A part counts as its cases are handed on: one file may be all there is.
      const progressAfter = (casesDone: number) =>
        SPOOLING_SHARE + ((part + casesDone) / spool.parts) * (1 - SPOOLING_SHARE);
      yield { cases: [], rejections, progress: progressAfter(0) };
      for (let from = 0; from < cases.length; from += PIECE_CASES) {
        const piece = cases.slice(from, from + PIECE_CASES);
        const progress = progressAfter((from + piece.length) / cases.length);
        yield { cases: piece, rejections: [], progress };
      }
    }
    yield { cases: [], rejections: [], progress: 1 };
  } finally {
    await spool.close();
  }
}

async function casesOf(
  spool: RowSpool,
  part: number,
): Promise<{ cases: ImportCase[]; rejections: Rejection[] }> {
  const byCase = new Map<string, ImportRow[]>();
  const rejections: Rejection[] = [];
  for await (const row of spool.rowsOf(part)) {
    const rows = byCase.get(row.caseKey) ?? [];
    if (rows.length === 0) byCase.set(row.caseKey, rows);
    if (rows.length < CASE_ROWS_MAX) rows.push(row);
    else rejections.push(caseTooLong(row));
  }
  return { cases: [...byCase.values()].map(caseOf), rejections };
}
