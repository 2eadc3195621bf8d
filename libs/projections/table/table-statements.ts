import type { Definition } from '../definition.js';
import type { Column } from '../projection.js';

export const quoted = (identifier: string): string => `"${identifier}"`;
/** A table of schema gongdan, ready to stand in a statement. */
export const inSchema = (table: string): string => `gongdan.${quoted(table)}`;

export const nextTableOf = (table: string): string => `${table}__next`;

export const createTable = (definition: Definition, reference: string): string =>
  `CREATE TABLE ${tableClause(definition, reference)}`;

/** Of the columns alone; gone with its session. */
export const createTemporaryTable = (definition: Definition, reference: string): string =>
  `CREATE TEMP TABLE ${tableClause(definition, reference)}`;

const tableClause = ({ columns }: Definition, reference: string): string =>
  `${reference} (${columns.map(columnClause).join(', ')})`;

const columnClause = ([name, { type, nullable }]: readonly [string, Column]): string =>
  `${quoted(name)} ${type}${nullable === true ? '' : ' NOT NULL'}`;

/** Constraints and indexes are named after the table, so that a swap can rename them with it. */
const keyName = (table: string): string => `${table}_pkey`;
const indexName = (table: string, index: number): string => `${table}_i${index + 1}`;

export const addKey = (definition: Definition, table: string): string =>
  `ALTER TABLE ${inSchema(table)}
     ADD CONSTRAINT ${quoted(keyName(table))} PRIMARY KEY (${quoted(definition.key)})`;

export const createIndexes = ({ indexes }: Definition, table: string): readonly string[] =>
  indexes.map(
    (body, index) =>
      `CREATE INDEX ${quoted(indexName(table, index))} ON ${inSchema(table)} ${body}`,
  );

/** Turns the next version’s table into the live one, in the order to be run. */
export function swapTables(definition: Definition, liveTable: string): readonly string[] {
  const { table, indexes } = definition;
  const next = nextTableOf(table);
  return [
    // It may be what was lost: in a restore without it, say.
    `DROP TABLE IF EXISTS ${inSchema(liveTable)}`,
    `ALTER TABLE ${inSchema(next)} RENAME TO ${quoted(table)}`,
    `ALTER TABLE ${inSchema(table)}
       RENAME CONSTRAINT ${quoted(keyName(next))} TO ${quoted(keyName(table))}`,
    ...indexes.map(
      (_, index) =>
        `ALTER INDEX ${inSchema(indexName(next, index))} RENAME TO ${quoted(indexName(table, index))}`,
    ),
  ];
}
