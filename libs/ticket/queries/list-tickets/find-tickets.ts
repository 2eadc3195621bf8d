import { Filter, readRows } from '@gongdan/platform';
import { ticketDetailProjection, type TicketDetailRow } from '../../projections/index.js';
import type { Queryable } from '../shared/read-models.js';
import { searchByIndex, SearchQuery } from './search-query.js';
import { searchTickets, type RowRequest } from './search-tickets.js';
import {
  lastingConditions,
  passingConditions,
  splitOf,
  type Split,
  type TicketFilter,
} from './ticket-filter.js';

export interface TicketRowPage {
  readonly rows: readonly TicketDetailRow[];
  /** Null: there are no more. */
  readonly nextCursor: string | null;
}

/** One page of the tickets that pass the filter. Never by offset: any page costs the same. */
export async function findTickets(
  client: Queryable,
  filter: TicketFilter,
  request: RowRequest,
): Promise<TicketRowPage> {
  const { order, limit } = request;
  const found = await firstTickets(client, filter, { ...request, limit: limit + 1 });
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return { rows, nextCursor: last === undefined ? null : order.cursorAfter(last) };
}

const isSearch = (filter: TicketFilter): filter is TicketFilter & { readonly text: string } =>
  filter.text !== undefined;

function firstTickets(
  client: Queryable,
  given: TicketFilter,
  request: RowRequest,
): Promise<readonly TicketDetailRow[]> {
  const filter = request.order.beyond(given, request.cursor);
  if (isSearch(filter)) return searchTickets(client, filter, request);
  const split = splitOf(filter);
  return split ? mergeTickets(client, split, request) : selectTickets(client, filter, request);
}

function selectTickets(
  client: Queryable,
  filter: TicketFilter,
  { order, cursor, limit }: RowRequest,
): Promise<readonly TicketDetailRow[]> {
  const sql = new Filter();
  const bind = (value: unknown): string => sql.bind(value);
  const conditions = [
    ...lastingConditions(filter, bind),
    ...passingConditions(filter, bind),
    ...order.after(cursor, 't', bind),
  ];
  return readRows(
    client,
    ticketDetailProjection,
    `${sql.clause(conditions)} ORDER BY ${order.orderBy('t')} LIMIT ${bind(limit)}`,
    sql.values,
  );
}

/**
 * The first tickets of each value, and of these the first. A branch for each value, not a lateral join:
 * the planner has to see which values are rare.
 */
function mergeTickets(
  client: Queryable,
  { column, values, rest }: Split,
  { order, cursor, limit }: RowRequest,
): Promise<readonly TicketDetailRow[]> {
  const sql = new Filter();
  const bind = (value: unknown): string => sql.bind(value);
  const conditions = [
    ...lastingConditions(rest, bind),
    ...passingConditions(rest, bind),
    ...order.after(cursor, 't', bind),
  ];
  const cut = `LIMIT ${bind(limit)}`;
  const branches = values.map(
    (value) => `(SELECT t.id, t.registered_at, t.position FROM gongdan.ticket_detail t
      ${sql.clause([`${column} = ${bind(value)}`, ...conditions])}
      ORDER BY ${order.orderBy('t')} ${cut})`,
  );
  return readRows(
    client,
    ticketDetailProjection,
    `JOIN (SELECT b.* FROM (${branches.join(' UNION ALL ')}) b ORDER BY ${order.orderBy('b')} ${cut})
       f ON f.id = t.id ORDER BY ${order.orderBy('t')}`,
    sql.values,
  );
}

/** How many tickets pass the filter: exactly as many as paging through the list would give. */
export async function countTickets(client: Queryable, filter: TicketFilter): Promise<number> {
  const sql = new Filter();
  const bind = (value: unknown): string => sql.bind(value);
  const conditions = [...lastingConditions(filter, bind), ...passingConditions(filter, bind)];
  let join = '';
  if (isSearch(filter)) {
    join = 'JOIN gongdan.ticket_search s ON s.id = t.id';
    conditions.push(new SearchQuery(filter.text).condition(bind));
    await searchByIndex(client);
  }
  const { rows } = await client.query<{ count: string }>(
    `SELECT count(*) FROM gongdan.ticket_detail t ${join} ${sql.clause(conditions)}`,
    sql.values,
  );
  return Number(rows[0]?.count);
}
