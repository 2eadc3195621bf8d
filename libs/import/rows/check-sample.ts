import { GongdanError } from '@gongdan/core';
import type { OpenLog } from './open-log.js';
import type { Rejection } from './rejection.js';

/** So many rows are looked at before anything is written … */
const SAMPLED_ROWS = 1_000;
/** … and with fewer than this, a file full of garbage is as likely as a wrong mapping. */
const SAMPLED_ROWS_MIN = 100;

/**
 * Throws `IMPORT.NOTHING_FITS` where all of the first rows are unusable for one and the same reason: then
 * the mapping is wrong (a date form, a delimiter), not the rows.
 */
export async function checkSample(log: OpenLog): Promise<void> {
  const rejections: Rejection[] = [];
  for await (const piece of log.rows()) {
    if (piece.rows.length > 0) return;
    for (const rejection of piece.rejections) rejections.push(rejection);
    if (rejections.length >= SAMPLED_ROWS) break;
  }
  const [first] = rejections;
  if (first === undefined || rejections.length < SAMPLED_ROWS_MIN) return;
  const same = rejections.every(
    ({ code, column }) => code === first.code && column === first.column,
  );
  if (same) throw nothingFits(first, rejections.length);
}

const nothingFits = (first: Rejection, count: number): GongdanError =>
  new GongdanError({
    code: 'IMPORT.NOTHING_FITS',
    category: 'invalid',
    message:
      `None of the first ${count} rows can be used: ${first.code}` +
      `${first.column === '' ? '' : ` in column '${first.column}'`}, ` +
      `e.g. line ${first.line}: ${first.value === '' ? '' : `'${first.value}' `}${first.reason}.`,
    hint: 'The mapping does not fit this file. Nothing was written.',
  });
