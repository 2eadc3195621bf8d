import { isBlank } from '@gongdan/core';
import { columnsOfTemplate } from '../mapping/check-mapping.js';
import type { FieldSource } from '../mapping/mapping-schema.js';
import type { BoundColumns } from './bind-columns.js';
import { shown, type RowCode } from './rejection.js';

/** What is wrong with a row, before line and text are added. */
export interface RowProblem {
  readonly code: RowCode;
  readonly column: string;
  readonly value: string;
  readonly reason: string;
}

/** Thrown while a row is read, caught by the row reader: the first problem ends the row. */
export class RowRefused extends Error {
  constructor(readonly problem: RowProblem) {
    super(problem.reason);
  }
}

export const refuseRow = (code: RowCode, column: string, value: string, reason: string): never => {
  throw new RowRefused({ code, column, value: shown(value), reason });
};

export type FieldReader = (row: readonly string[]) => string | undefined;

export interface FieldOptions {
  readonly lengthMax: number;
  /**
   * True: the source’s whenEmpty is what an empty value means in every row. False: it only says how a
   * ticket begins, and an empty value in a later row changes nothing.
   */
  readonly fillsEveryRow: boolean;
}

/** Makes the function that reads one field of a row; undefined: the row says nothing. */
export function fieldReader(
  source: FieldSource,
  columns: BoundColumns,
  nulls: ReadonlySet<string>,
  { lengthMax, fillsEveryRow }: FieldOptions,
): FieldReader {
  const name = nameOf(source);
  const raw = rawReader(source, columns, nulls);
  const values = source.values && new Map(Object.entries(source.values));
  return onlyWhere(source, columns, nulls, (row) => {
    const said = raw(row);
    if (said === undefined) return fillsEveryRow ? source.whenEmpty : undefined;
    const meant = values === undefined ? said : (values.get(said) ?? source.whenOther);
    if (meant === undefined) {
      return refuseRow('ROW.UNKNOWN_VALUE', name, said, `'${shown(said)}' has no meaning here`);
    }
    if (meant.length <= lengthMax) return meant === '' ? undefined : meant;
    if (source.cut === true) return cutTo(meant, lengthMax);
    const reason = `is ${meant.length} characters long, the limit is ${lengthMax}`;
    return refuseRow('ROW.VALUE_TOO_LONG', name, meant, reason);
  });
}

function onlyWhere(
  { where }: FieldSource,
  columns: BoundColumns,
  nulls: ReadonlySet<string>,
  read: FieldReader,
): FieldReader {
  if (where === undefined) return read;
  const index = columns.indexOf(where.column);
  return (row) => (valueAt(row, index, nulls) === where.is ? read(row) : undefined);
}

/** How a source is named to people. */
export const nameOf = ({ column, template }: FieldSource): string => column ?? template ?? '';

/** Reads what stands there, whatever it means. */
export function rawReader(
  source: FieldSource,
  columns: BoundColumns,
  nulls: ReadonlySet<string>,
): FieldReader {
  const { column, template, value } = source;
  if (column !== undefined) {
    const index = columns.indexOf(column);
    return (row) => valueAt(row, index, nulls);
  }
  if (template === undefined) return () => value;
  const parts = partsOf(template, columns);
  return (row) => {
    let filled = false;
    let text = '';
    for (const part of parts) {
      if (typeof part === 'string') {
        text += part;
        continue;
      }
      const found = valueAt(row, part, nulls);
      filled ||= found !== undefined;
      text += found ?? NOTHING_SAID;
    }
    return filled ? text : undefined;
  };
}

/** What stands in a template for a column that says nothing. */
const NOTHING_SAID = '–';

/** A template as its texts and, between them, the indexes of its columns. */
function partsOf(template: string, columns: BoundColumns): (string | number)[] {
  const names = columnsOfTemplate(template);
  const texts = template.split(/\{[^{}]+\}/);
  return texts.flatMap((text, index) => {
    const name = names[index];
    return name === undefined ? [text] : [text, columns.indexOf(name)];
  });
}

function valueAt(
  row: readonly string[],
  index: number,
  nulls: ReadonlySet<string>,
): string | undefined {
  const value = (row[index] ?? '').trim();
  return isBlank(value) || nulls.has(value) ? undefined : value;
}

/** Cut to a length, never through the middle of a character. */
function cutTo(text: string, lengthMax: number): string {
  const cut = text.slice(0, lengthMax - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
