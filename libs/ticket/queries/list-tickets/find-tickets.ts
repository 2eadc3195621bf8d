import { Filter, readRows } from '@gongdan/platform';
import { ticketDetailProjection, type TicketDetailRow } from '../../projections/index.js';
import { invalidQuery } from '../shared/moment.js';
import type { Queryable } from '../shared/read-models.js';
import { SearchQuery } from './search-query.js';
import { searchTickets, type RowRequest } from './search-tickets.js';
import { lastingConditions, passingConditions, type TicketFilter } from './ticket-filter.js';

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
  filter: TicketFilter,
  request: RowRequest,
): Promise<readonly TicketDetailRow[]> {
  const { order, cursor, limit } = request;
  if (isSearch(filter)) {
    // The words' index goes by day of registration; another order would mean to sort all hits.
    if (!order.byRegistration) {
      throw invalidQuery('/sort', 'must be registered or -registered where text is given');
    }
    return searchTickets(client, filter, request);
  }
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

/** How many tickets pass the filter: exactly as many as paging through the list would give. */
export async function countTickets(client: Queryable, filter: TicketFilter): Promise<number> {
  const sql = new Filter();
  const bind = (value: unknown): string => sql.bind(value);
  const conditions = [...lastingConditions(filter, bind), ...passingConditions(filter, bind)];
  let join = '';
  if (isSearch(filter)) {
    join = 'JOIN gongdan.ticket_search s ON s.id = t.id';
    conditions.push(new SearchQuery(filter.text).condition(bind));
    // The hits of a common word do not fit into the default and would all be looked at twice.
    await client.query(`SET LOCAL work_mem = '64MB'`);
  }
  const { rows } = await client.query<{ count: string }>(
    `SELECT count(*) FROM gongdan.ticket_detail t ${join} ${sql.clause(conditions)}`,
    sql.values,
  );
  return Number(rows[0]?.count);
}
