import { CustomerForgotten, FORGOTTEN } from '@gongdan/contracts';
import { badDefinition } from './projection-errors.js';
import type { Cell, Column, Projection, Row } from './projection.js';

/** Leaves room for the endings of the next version’s table and its indexes (PostgreSQL’s limit: 63). */
export const TABLE_NAME_LENGTH_MAX = 40;

const IDENTIFIER = /^[a-z][a-z0-9_]*$/;
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** A projection with what is derived from its definition once. */
export interface Definition {
  readonly projection: Projection;
  readonly name: string;
  readonly consumer: string;
  readonly version: number;
  readonly table: string;
  readonly key: string;
  readonly columns: readonly (readonly [name: string, column: Column])[];
  readonly columnNames: readonly string[];
  /** Its types, and what every projection with personal columns must hear of. */
  readonly types: readonly string[];
  readonly folds: ReadonlySet<string>;
  /** Bodies of all indexes, the one by which forgotten customers’ rows are found included. */
  readonly indexes: readonly string[];
  /** The personal columns with what they hold once the customer is forgotten. */
  readonly forgotten: readonly (readonly [name: string, cell: Cell])[];
}

export const projectionConsumerName = (projection: string): string => `projection:${projection}`;

/** Checks a definition; throws `PROJECTION.BAD_DEFINITION` with what is wrong. */
export function define(projection: Projection): Definition {
  const { name, version, table, key, types, indexes } = projection;
  const columns = Object.entries(projection.columns);
  const wrong = whatIsWrong(projection);
  if (wrong !== undefined) throw badDefinition(name, wrong);
  const forgotten = columns
    .filter(([, { personal }]) => personal === true)
    .map(([column, { nullable }]) => [column, nullable === true ? null : FORGOTTEN] as const);
  const hears = forgotten.length > 0;
  return {
    projection,
    name,
    consumer: projectionConsumerName(name),
    version,
    table,
    key,
    columns,
    columnNames: columns.map(([column]) => column),
    types: hears ? [...new Set([...types, CustomerForgotten.type])] : types,
    folds: new Set(types),
    indexes: hears ? [...indexes, '(customer_id)'] : indexes,
    forgotten,
  };
}

function whatIsWrong(projection: Projection): string | undefined {
  const { name, version, table, key, types } = projection;
  const columns = Object.entries(projection.columns);
  if (!NAME.test(name)) return 'its name must be kebab case';
  if (!Number.isInteger(version) || version < 1) return 'its version must be 1, 2, 3 …';
  if (!IDENTIFIER.test(table) || table.length > TABLE_NAME_LENGTH_MAX || table.includes('__')) {
    return `its table must be snake case, at most ${TABLE_NAME_LENGTH_MAX} characters, without '__'`;
  }
  const odd = columns.find(([column]) => !IDENTIFIER.test(column) || column.length > 63);
  if (odd) return `the column '${odd[0]}' must be snake case`;
  if (projection.columns[key] === undefined) return `its key '${key}' is not among its columns`;
  const { type, nullable } = projection.columns[key];
  if (type !== 'text' || nullable === true) return 'its key must be of type text, not nullable';
  if (types.length === 0) return 'it folds no event type';
  return personalMistake(projection);
}

function personalMistake({ key, columns }: Projection): string | undefined {
  const personal = Object.entries(columns).filter((entry) => entry[1].personal === true);
  if (personal.length === 0) return undefined;
  if (columns['customer_id']?.type !== 'text') {
    return 'personal columns need a column customer_id of type text beside them';
  }
  const hard = personal.find(([, { type, nullable }]) => type !== 'text' && nullable !== true);
  if (hard)
    return `the personal column '${hard[0]}' must be text or nullable, so it can be emptied`;
  const named = personal.find(([column]) => column === key || column === 'customer_id');
  return named && `'${named[0]}' tells rows apart and cannot be personal`;
}

/** The row as it is once its customer is forgotten; the same one where nothing was in it. */
export function emptied(definition: Definition, row: Row): Row {
  const full = definition.forgotten.some(([column, cell]) => (row[column] ?? null) !== cell);
  return full ? { ...row, ...Object.fromEntries(definition.forgotten) } : row;
}

/** Of two definitions’ columns: may the fold of the newer one go on in the table of the older one? */
export function fits(
  live: Readonly<Record<string, Column>>,
  columns: Definition['columns'],
): boolean {
  return (
    Object.keys(live).length === columns.length &&
    columns.every(([name, { type, nullable }]) => {
      const there = live[name];
      return there?.type === type && (there.nullable ?? false) === (nullable ?? false);
    })
  );
}
