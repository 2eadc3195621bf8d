import type { ClientBase } from 'pg';
import { selectExpression, type Column, type Projection, type Row } from '@gongdan/projections';
import { decodeCursor, encodeCursor } from './cursor.js';
import type { Filter } from './filter.js';

export interface PageRequest<R extends Row> {
  readonly filter: Filter;
  /** Columns without nulls; the last one tells rows apart. An index should have them in this order. */
  readonly order: readonly (keyof R & string)[];
  readonly direction: 'ascending' | 'descending';
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Page<R extends Row> {
  readonly rows: readonly R[];
  /** Null: there are no more. */
  readonly nextCursor: string | null;
}

/**
 * One page of a projection’s rows. Never by offset, and without counting the rest (`countRows`): any page
 * costs the same. To be run in `ProjectionRunner.readAt`, so that rows and position are of one snapshot.
 */
export async function readPage<R extends Row>(
  client: Pick<ClientBase, 'query'>,
  projection: Projection<R>,
  request: PageRequest<R>,
): Promise<Page<R>> {
  const { filter, order, direction, limit, cursor } = request;
  const list = [projection.name, order.join(), direction, filter.digestible].join('\n');
  const types = order.map((name) => projection.columns[name].type);
  const key = cursor === undefined ? undefined : decodeCursor(cursor, list, types);
  const after = key?.map((part, index) => `${filter.bind(part)}::${types[index]}`).join(', ');
  const columns = order.map((name) => `t."${name}"`);
  const beyond = direction === 'ascending' ? '>' : '<';
  const rows = await readRows(
    client,
    projection,
    `${filter.clause(after === undefined ? [] : [`(${columns.join(', ')}) ${beyond} (${after})`])}
      ORDER BY ${columns.map((name) => `${name} ${direction === 'ascending' ? 'ASC' : 'DESC'}`).join(', ')}
      LIMIT ${limit + 1}`,
    filter.values,
  );
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const lastKey = last && order.map((name) => last[name] as string | number);
  return { rows: shown, nextCursor: lastKey ? encodeCursor(list, lastKey) : null };
}

/** The row with this key; undefined: there is none. */
export async function readRow<R extends Row>(
  client: Pick<ClientBase, 'query'>,
  projection: Projection<R>,
  key: string,
): Promise<R | undefined> {
  const [row] = await readRows(client, projection, `WHERE t."${projection.key}" = $1`, [key]);
  return row;
}

/** Rows as the fold makes them: instants and days as text, bigints as numbers. `t` is the table. */
export async function readRows<R extends Row>(
  client: Pick<ClientBase, 'query'>,
  projection: Projection<R>,
  rest: string,
  values: readonly unknown[],
): Promise<readonly R[]> {
  const columns = Object.entries<Column>(projection.columns);
  const list = columns.map(([name, column]) => selectExpression(name, column, 't')).join(', ');
  const { rows } = await client.query<Record<string, unknown>>(
    `SELECT ${list} FROM gongdan."${projection.table}" t ${rest}`,
    [...values],
  );
  const bigints = columns.filter(([, { type }]) => type === 'bigint').map(([name]) => name);
  for (const row of rows) {
    for (const name of bigints) if (row[name] !== null) row[name] = Number(row[name]);
  }
  return rows as R[];
}

/** How many rows all pages with this filter have together. */
export async function countRows<R extends Row>(
  client: Pick<ClientBase, 'query'>,
  projection: Projection<R>,
  filter: Filter,
): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    `SELECT count(*) AS count FROM gongdan."${projection.table}" t ${filter.clause()}`,
    [...filter.values],
  );
  return Number(rows[0]?.count);
}
