import pg from 'pg';
import type { Cell, Column, ColumnType } from '../projection.js';

const OID_INT8 = 20;

/**
 * How a column is read, so that what comes back is what the fold had put in. `table`: what the statement calls the
 * table, where it names more than one.
 */
export function selectExpression(name: string, { type }: Column, table?: string): string {
  const column = table === undefined ? `"${name}"` : `${table}."${name}"`;
  if (type === 'timestamptz') {
    return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "${name}"`;
  }
  if (type === 'date') return `to_char(${column}, 'YYYY-MM-DD') AS "${name}"`;
  return column;
}

/** For `pg`: bigints as numbers (a projection holds no larger ones), everything else as usual. */
export const CELL_TYPES = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === OID_INT8
      ? Number
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** Type of the array parameter that carries one column’s cells. */
export const parameterType = (type: ColumnType): string =>
  type === 'text[]' ? 'text[]' : `${type}[]`;

/** Lists within a list would be flattened by unnest: they travel as text and are cast. */
export const unnestedExpression = (name: string, { type }: Column): string =>
  type === 'text[]' ? `u."${name}"::text[]` : `u."${name}"`;

/** A cell as PostgreSQL’s text form of its type; null: no value. */
export function cellText(cell: Cell | undefined, type: ColumnType): string | null {
  if (cell === null || cell === undefined) return null;
  switch (type) {
    case 'jsonb':
      return JSON.stringify(cell);
    case 'text[]':
      return arrayText(cell as readonly string[]);
    default:
      return typeof cell === 'string' ? cell : JSON.stringify(cell); // a number, true or false
  }
}

/** Numbers, instants, days, truth values: text that needs no quotes within an array literal. */
const BARE = /^-?[0-9][0-9TZ:.+-]*$|^true$|^false$/;

/**
 * One column of many rows as an array literal: what `pg` would make of a list, at a third of its price
 * (it quotes and escapes every element by two regular expressions).
 */
export function columnText(cells: Iterable<Cell | undefined>, type: ColumnType): string {
  const isText = type === 'text' || type === 'text[]' || type === 'jsonb';
  let text = '';
  for (const cell of cells) {
    const element = cellText(cell, type);
    text += text === '' ? '' : ',';
    if (element === null) text += 'NULL';
    else text += !isText && BARE.test(element) ? element : quotedElement(element);
  }
  return `{${text}}`;
}

const quotedElement = (text: string): string =>
  text.includes('"') || text.includes('\\') ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;

const arrayText = (values: readonly string[]): string => `{${values.map(quotedElement).join(',')}}`;

const COPY_SPECIAL = /[\\\t\n\r]/;
const COPY_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

/** A cell in COPY’s text format. */
export function copyText(cell: Cell | undefined, type: ColumnType): string {
  const text = cellText(cell, type);
  if (text === null) return '\\N';
  return COPY_SPECIAL.test(text)
    ? text.replace(/[\\\t\n\r]/g, (special) => COPY_ESCAPES[special] ?? special)
    : text;
}
