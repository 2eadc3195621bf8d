import { GongdanError } from '@gongdan/core';

export const CURSOR_LENGTH_MAX = 500;

type KeyPart = string | number;

/**
 * Where a page ended: the sort key of its last row, in an opaque form. `order` names the list and its
 * order, so that a cursor of another list is refused instead of misread.
 */
export const encodeCursor = (order: string, key: readonly KeyPart[]): string =>
  Buffer.from(JSON.stringify([order, ...key]), 'utf8').toString('base64url');

/**
 * The key that a cursor carries. `shape` names the type of each part. Throws `REQUEST.INVALID_QUERY` for
 * anything that this engine did not hand out for this order.
 */
export function decodeCursor(
  cursor: string,
  order: string,
  shape: readonly ('instant' | 'string' | 'integer')[],
): KeyPart[] {
  const [found, ...key] = parsed(cursor);
  const fits =
    found === order && key.length === shape.length && key.every((part, i) => is(shape[i], part));
  if (fits) return key as KeyPart[];
  throw new GongdanError({
    code: 'REQUEST.INVALID_QUERY',
    category: 'invalid',
    message: 'The cursor is not one of this list in this order.',
    hint: 'Take `nextCursor` of the page before, with the same filters and sort; or begin anew.',
    violations: [{ path: '/cursor', message: 'is not a cursor of this list in this order' }],
  });
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const TEXT_LENGTH_MAX = 200;

function is(type: string | undefined, part: unknown): boolean {
  if (type === 'integer') return Number.isSafeInteger(part);
  if (typeof part !== 'string' || part.includes('\0')) return false;
  if (type === 'instant') return INSTANT.test(part) && !Number.isNaN(Date.parse(part));
  return part.length <= TEXT_LENGTH_MAX;
}
