import { GongdanError } from '@gongdan/core';
import type { MappingDocument, Path } from '../mapping/mapping-document.js';
import { columnsOfTemplate, sourcesOf } from '../mapping/check-mapping.js';
import type { Mapping } from '../mapping/mapping-schema.js';

/** Where each column that the mapping names stands in a row. */
export interface BoundColumns {
  /** Index from 0 of a column by the name (or number) that the mapping uses. */
  indexOf(column: string): number;
  /** How many columns every row has. */
  readonly count: number;
}

/** How many of a file’s columns an error lists. */
const COLUMNS_SHOWN_MAX = 60;

/**
 * Finds the mapping’s columns in the file’s first row. Throws `IMPORT.COLUMNS_MISSING` with a violation
 * (file and line of the mapping) for each column that is not there, or there twice.
 */
export function bindColumns(
  mapping: Mapping,
  document: MappingDocument,
  firstRow: readonly string[],
): BoundColumns {
  const header = mapping.file?.header ?? true;
  const names = header ? firstRow.map((name) => name.trim()) : [];
  const count = header ? names.length : (mapping.file?.columns ?? firstRow.length);
  const indexes = new Map<string, number>();
  const violations = columnsOf(mapping).flatMap(([path, column]) => {
    const index = find(column, names, count);
    if (typeof index === 'string') return [{ path: document.placeOf(path), message: index }];
    indexes.set(column, index);
    return [];
  });
  if (violations.length > 0) throw missing(violations, firstRow, header);
  return { indexOf: (column) => indexes.get(column) ?? -1, count };
}

function find(column: string, names: readonly string[], count: number): number | string {
  const index = names.indexOf(column);
  if (index !== -1) {
    return names.indexOf(column, index + 1) === -1
      ? index
      : `the column '${column}' is there twice: use its number`;
  }
  const number = /^\d{1,4}$/.test(column) ? Number(column) : 0;
  if (number >= 1 && number <= count) return number - 1;
  return `the file has no column '${column}'`;
}

function columnsOf(mapping: Mapping): [Path, string][] {
  return sourcesOf(mapping).flatMap(
    ([path, { column, template = '', where }]): [Path, string][] => [
      ...(column === undefined ? [] : ([[[...path, 'column'], column]] as [Path, string][])),
      ...columnsOfTemplate(template).map((name): [Path, string] => [[...path, 'template'], name]),
      ...(where === undefined
        ? []
        : ([[[...path, 'where', 'column'], where.column]] as [Path, string][])),
    ],
  );
}

function missing(
  violations: readonly { path: string; message: string }[],
  firstRow: readonly string[],
  header: boolean,
): GongdanError {
  const shown = firstRow.slice(0, COLUMNS_SHOWN_MAX).map((name) => name.trim().slice(0, 60));
  const hint =
    firstRow.length === 1
      ? 'The first row was read as one column: are file.delimiter and file.quote right?'
      : header
        ? `The file’s columns: ${shown.join(', ')}.`
        : `Without a header, columns are numbers from 1 to ${firstRow.length}.`;
  return new GongdanError({
    code: 'IMPORT.COLUMNS_MISSING',
    category: 'invalid',
    message: violations.map(({ path, message }) => `${path}: ${message}`).join('\n'),
    hint,
    violations,
  });
}
