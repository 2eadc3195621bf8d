import { GongdanError } from '@gongdan/core';
import { TICKET_DETAIL_COLUMNS, type TicketDetailRow } from '../../projections/index.js';
import { readCount, readRows, selectList, type Queryable } from '../shared/row-reading.js';
import { SqlParameters } from '../shared/sql-parameters.js';
import { isFound, searchQueryOf, searchTickets } from './search-tickets.js';
import { lastingConditions, passingConditions, type TicketFilter } from './ticket-filter.js';
import { afterCursor, cursorAfter, orderBy, orderOf, type TicketSort } from './ticket-order.js';

export const PAGE_LIMIT_DEFAULT = 50;
export const PAGE_LIMIT_MAX = 200;

export interface PageRequest {
  readonly sort: TicketSort;
  readonly limit: number;
  readonly cursor?: string;
}

export interface TicketPage {
  readonly tickets: readonly TicketDetailRow[];
  /** Null: there are no more. */
  readonly nextCursor: string | null;
}

/** One page of the tickets that pass the filter, as they stand. Never by offset: any page costs the same. */
export async function listTickets(
  client: Queryable,
  filter: TicketFilter,
  page: PageRequest,
): Promise<TicketPage> {
  const order = orderOf(page.sort);
  const oneMore = { ...page, limit: page.limit + 1 };
  const rows = isSearch(filter)
    ? await searchTickets(client, filter, searchable(order), oneMore)
    : await filteredTickets(client, filter, oneMore);
  const tickets = rows.slice(0, page.limit);
  const last = tickets.at(-1);
  const more = rows.length > page.limit && last !== undefined;
  return { tickets, nextCursor: more ? cursorAfter(order, last) : null };
}

/** How many tickets pass the filter: exactly as many as paging through the list would give. */
export async function countTickets(client: Queryable, filter: TicketFilter): Promise<number> {
  const parameters = new SqlParameters();
  const conditions = [
    ...lastingConditions(filter, parameters),
    ...passingConditions(filter, parameters),
  ];
  const search = isSearch(filter) ? searchQueryOf(filter.text) : undefined;
  if (search !== undefined) {
    conditions.push(isFound(search, parameters));
    // The hits of a common word do not fit into the default and would all be looked at twice.
    await client.query(`SET LOCAL work_mem = '64MB'`);
  }
  const join = search === undefined ? '' : 'JOIN gongdan.ticket_search s ON s.id = d.id';
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return readCount(
    client,
    `SELECT count(*) FROM gongdan.ticket_detail d ${join} ${where}`,
    parameters.values,
  );
}

const isSearch = (filter: TicketFilter): filter is TicketFilter & { readonly text: string } =>
  filter.text !== undefined;

async function filteredTickets(
  client: Queryable,
  filter: TicketFilter,
  page: PageRequest,
): Promise<TicketDetailRow[]> {
  const order = orderOf(page.sort);
  const parameters = new SqlParameters();
  const conditions = [
    ...lastingConditions(filter, parameters),
    ...passingConditions(filter, parameters),
    ...(page.cursor === undefined ? [] : [afterCursor(order, page.cursor, 'd', parameters)]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return readRows<TicketDetailRow>(
    client,
    TICKET_DETAIL_COLUMNS,
    `SELECT ${selectList(TICKET_DETAIL_COLUMNS, 'd')} FROM gongdan.ticket_detail d ${where}
      ORDER BY ${orderBy(order, 'd')} LIMIT ${parameters.add(page.limit)}`,
    parameters.values,
  );
}

/** The words' index goes by day of registration; another order would mean to sort all hits. */
function searchable(order: ReturnType<typeof orderOf>): ReturnType<typeof orderOf> {
  if (order.byRegistration) return order;
  const message = 'must be registered or -registered where text is given';
  throw new GongdanError({
    code: 'REQUEST.INVALID_QUERY',
    category: 'invalid',
    message: `The query string is wrong: /sort ${message}.`,
    violations: [{ path: '/sort', message }],
  });
}
