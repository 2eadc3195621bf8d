import type { ClientBase } from 'pg';
import type { Column, Row } from '@gongdan/projections';

/** What a query needs of the connection it runs on. */
export type Queryable = Pick<ClientBase, 'query'>;

type Columns<R extends Row> = { readonly [column in keyof R & string]: Column };

/** `alias.column` for all columns of a projection. */
export const selectList = (columns: Readonly<Record<string, Column>>, alias: string): string =>
  Object.keys(columns)
    .map((column) => `${alias}.${column}`)
    .join(', ');

/** Rows exactly as the projection's fold makes them: instants as text, bigints as numbers. */
export async function readRows<R extends Row>(
  client: Queryable,
  columns: Columns<R>,
  sql: string,
  values: readonly unknown[],
): Promise<R[]> {
  const { rows } = await client.query<Record<string, unknown>>(sql, [...values]);
  return rows.map((row) => plainRow(columns, row));
}

function plainRow<R extends Row>(columns: Columns<R>, raw: Record<string, unknown>): R {
  const row: Record<string, unknown> = {};
  for (const [name, { type }] of Object.entries<Column>(columns)) {
    const cell = raw[name];
    if (cell === null) row[name] = null;
    else if (type === 'timestamptz') row[name] = (cell as Date).toISOString();
    else row[name] = type === 'bigint' ? Number(cell) : cell;
  }
  return row as R;
}

/** One number out of a `SELECT count(*)`. */
export async function readCount(
  client: Queryable,
  sql: string,
  values: readonly unknown[],
): Promise<number> {
  const { rows } = await client.query<{ count: string }>(sql, [...values]);
  return Number(rows[0]?.count ?? 0);
}
