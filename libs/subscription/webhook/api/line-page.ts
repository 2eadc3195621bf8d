import { decodeCursor, encodeCursor, PAGE_LIMIT_DEFAULT } from '@gongdan/platform';
import type { LinesQuery } from './webhook-bodies.dto.js';

/** Where a page of numbered lines, the newest first, begins: read one line more than it shows. */
export function linesAsked(
  { limit = PAGE_LIMIT_DEFAULT, cursor }: LinesQuery,
  list: string,
): { readonly before: number | undefined; readonly limit: number } {
  const key = cursor === undefined ? [] : decodeCursor(cursor, list, ['bigint']);
  return { before: key[0] as number | undefined, limit: limit + 1 };
}

/** The page of these lines, without their numbers. */
export function linePage<Line extends { readonly id: number }>(
  lines: readonly Line[],
  { limit }: { readonly limit: number },
  list: string,
): { readonly items: readonly Omit<Line, 'id'>[]; readonly nextCursor: string | null } {
  const shown = lines.slice(0, limit - 1);
  const last = lines.length === limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ id: _id, ...line }) => line),
    nextCursor: last === undefined ? null : encodeCursor(list, [last.id]),
  };
}
