import { decodeCursor, encodeCursor, Filter, readRows } from '@gongdan/platform';
import type { ClientBase } from 'pg';
import {
  slaClockProjection,
  type SlaClockRow,
} from '../../projections/sla-clock/sla-clock.projection.js';
import { clockConditions, type ClockFilter } from './clock-filter.js';

/** `due`: by due moment, those without one last. `start`: by start. A minus: the latest first. */
export const CLOCK_ORDERS = ['due', '-due', 'start', '-start'] as const;
export type ClockOrder = (typeof CLOCK_ORDERS)[number];

export type Queryable = Pick<ClientBase, 'query'>;

export interface ClockRequest {
  readonly filter: ClockFilter;
  readonly order: ClockOrder;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface ClockPage {
  readonly rows: readonly SlaClockRow[];
  readonly nextCursor: string | null;
}

const columnOf = (order: ClockOrder): 'due_or_last_at' | 'started_at' =>
  order.endsWith('due') ? 'due_or_last_at' : 'started_at';
const isFalling = (order: ClockOrder): boolean => order.startsWith('-');

/** One page of clocks as they stand. Never by offset: any page costs the same. */
export async function findClocks(client: Queryable, request: ClockRequest): Promise<ClockPage> {
  const { filter, order, limit } = request;
  const column = columnOf(order);
  const direction = isFalling(order) ? 'DESC' : 'ASC';
  const list = listName(filter, order);
  const key =
    request.cursor === undefined
      ? undefined
      : decodeCursor(request.cursor, list, ['timestamptz', 'text']);
  const sql = clockConditions(narrowState(filter));
  const by = (alias: string) => `${alias}."${column}" ${direction}, ${alias}.run_id ${direction}`;
  const after =
    key === undefined
      ? []
      : [
          `(t."${column}", t.run_id) ${isFalling(order) ? '<' : '>'} (${sql.bind(key[0])}::timestamptz, ${sql.bind(key[1])}::text)`,
        ];
  const cut = `LIMIT ${sql.bind(limit + 1)}`;
  const rest = branches(filter, sql, after).map(
    (where) =>
      `(SELECT t.run_id, t."${column}" FROM gongdan.sla_clock t ${where} ORDER BY ${by('t')} ${cut})`,
  );
  const found = await readRows(
    client,
    slaClockProjection,
    `JOIN (SELECT b.* FROM (${rest.join(' UNION ALL ')}) b ORDER BY ${by('b')} ${cut}) f
       ON f.run_id = t.run_id ORDER BY ${by('t')}`,
    sql.values,
  );
  return pageOf(found, limit, (row) => encodeCursor(list, [row[column], row.run_id]));
}

/**
 * One branch for each state: in each the order follows an index, in all of them together it does not (the
 * open ones would be sought among all that ever were). Where something narrower is given there is one.
 */
function branches(filter: ClockFilter, sql: Filter, after: readonly string[]): readonly string[] {
  const { state } = filter;
  if (state === undefined || isNarrow(filter)) return [sql.clause(after)];
  return state.map((each) => sql.clause([`t.state = ${sql.bind(each)}`, ...after]));
}

/** The states are the branches’ affair. */
const narrowState = (filter: ClockFilter): ClockFilter => {
  if (isNarrow(filter)) return filter;
  const { state: _state, ...others } = filter;
  return others;
};

const isNarrow = ({ subjectId, customerId, technicianId, visibleTo }: ClockFilter): boolean =>
  [subjectId, customerId, technicianId, visibleTo].some((narrow) => narrow !== undefined);

export async function countClocks(client: Queryable, filter: ClockFilter): Promise<number> {
  const sql = clockConditions(filter);
  const { rows } = await client.query<{ count: string }>(
    `SELECT count(*) FROM gongdan.sla_clock t ${sql.clause()}`,
    sql.values,
  );
  return Number(rows[0]?.count);
}

/** The same order and pages over rows in hand. */
export function pageInHand(
  all: readonly SlaClockRow[],
  request: ClockRequest,
  list: string,
): ClockPage {
  const { order, limit, cursor } = request;
  const column = columnOf(order);
  const sign = isFalling(order) ? -1 : 1;
  const keyOf = (row: SlaClockRow): readonly [string, string] => [row[column], row.run_id];
  const compare = ([a, x]: readonly [string, string], [b, y]: readonly [string, string]): number =>
    sign * (a === b ? (x < y ? -1 : Number(x > y)) : a < b ? -1 : 1);
  const after =
    cursor === undefined
      ? undefined
      : (decodeCursor(cursor, list, ['timestamptz', 'text']) as unknown as [string, string]);
  const rest = all
    .filter((row) => after === undefined || compare(keyOf(row), after) > 0)
    .toSorted((a, b) => compare(keyOf(a), keyOf(b)));
  return pageOf(rest.slice(0, limit + 1), limit, (row) => encodeCursor(list, keyOf(row)));
}

export const listName = (...parts: readonly unknown[]): string =>
  `sla-clocks ${JSON.stringify(parts)}`;

function pageOf(
  found: readonly SlaClockRow[],
  limit: number,
  cursorOf: (row: SlaClockRow) => string,
): ClockPage {
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return { rows, nextCursor: last === undefined ? null : cursorOf(last) };
}
