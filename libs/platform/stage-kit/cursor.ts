import { createHash } from 'node:crypto';
import { GongdanError, parseInstant } from '@gongdan/core';
import type { ColumnType } from '@gongdan/projections';

/** Longest cursor that is looked at; ours are shorter. */
export const CURSOR_LENGTH_MAX = 600;

type Key = readonly (string | number)[];

/**
 * Where a page ended: the sort key of its last row, in an opaque form. It carries a digest of list, filter
 * and order, so that a cursor of another list is refused instead of misread.
 */
export const encodeCursor = (list: string, key: Key): string =>
  Buffer.from(JSON.stringify([digestOf(list), ...key]), 'utf8').toString('base64url');

/** The sort key in a cursor. Throws `REQUEST.INVALID_QUERY` for any that this list did not hand out. */
export function decodeCursor(cursor: string, list: string, types: readonly ColumnType[]): Key {
  const [digest, ...key] = parsed(cursor);
  const fits =
    digest === digestOf(list) &&
    key.length === types.length &&
    key.every((part, index) => isOfType(types[index], part));
  if (fits) return key as Key;
  throw new GongdanError({
    code: 'REQUEST.INVALID_QUERY',
    category: 'invalid',
    message: 'The cursor is not one of this list with these filters.',
    hint: 'Take `nextCursor` of the page before, with the same filters; or begin anew.',
    violations: [{ path: '/cursor', message: 'is not a cursor of this list with these filters' }],
  });
}

const digestOf = (list: string): string =>
  createHash('sha256').update(list).digest('base64url').slice(0, 12);

function parsed(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isOfType(type: ColumnType | undefined, part: unknown): boolean {
  switch (type) {
    case 'timestamptz':
      return typeof part === 'string' && parseInstant(part) === part;
    case 'integer':
    case 'bigint':
      return Number.isSafeInteger(part);
    case 'text':
      return typeof part === 'string' && part.isWellFormed() && !part.includes('\0');
    default:
      return false;
  }
}
