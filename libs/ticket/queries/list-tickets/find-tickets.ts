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
import { SORT_COLUMNS, type Leg } from './ticket-order.js';

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

async function firstTickets(
  client: Queryable,
  given: TicketFilter,
  { order, cursor, limit }: RowRequest,
): Promise<readonly TicketDetailRow[]> {
  if (isSearch(given)) {
    const filter = order.beyond(given, cursor);
    return searchTickets(client, filter, { order, cursor, limit });
  }
  const rows: TicketDetailRow[] = [];
  for (const leg of order.legs(cursor)) {
    const filter = leg.narrowed(given);
    if (filter === undefined || rows.length >= limit) continue;
    const part = { leg, limit: limit - rows.length };
    const split = splitOf(filter);
    rows.push(
      ...(await (split ? mergeTickets(client, split, part) : selectTickets(client, filter, part))),
    );
  }
  return rows;
}

interface Part {
  readonly leg: Leg;
  readonly limit: number;
}

function selectTickets(
  client: Queryable,
  filter: TicketFilter,
  { leg, limit }: Part,
): Promise<readonly TicketDetailRow[]> {
  const sql = new Filter();
  const bind = (value: unknown): string => sql.bind(value);
  const conditions = [
    ...lastingConditions(filter, bind),
    ...passingConditions(filter, bind),
    ...leg.conditions('t', bind),
  ];
  return readRows(
    client,
    ticketDetailProjection,
    `${sql.clause(conditions)} ORDER BY ${leg.orderBy('t')} LIMIT ${bind(limit)}`,
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
  { leg, limit }: Part,
): Promise<readonly TicketDetailRow[]> {
  const sql = new Filter();
  const bind = (value: unknown): string => sql.bind(value);
  const conditions = [
    ...lastingConditions(rest, bind),
    ...passingConditions(rest, bind),
    ...leg.conditions('t', bind),
  ];
  const cut = `LIMIT ${bind(limit)}`;
  const sorted = SORT_COLUMNS.map((name) => `t.${name}`).join(', ');
  const branches = values.map(
    (value) => `(SELECT ${sorted} FROM gongdan.ticket_detail t
      ${sql.clause([`${column} = ${bind(value)}`, ...conditions])}
      ORDER BY ${leg.orderBy('t')} ${cut})`,
  );
  return readRows(
    client,
    ticketDetailProjection,
    `JOIN (SELECT b.* FROM (${branches.join(' UNION ALL ')}) b ORDER BY ${leg.orderBy('b')} ${cut})
       f ON f.id = t.id ORDER BY ${leg.orderBy('t')}`,
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
