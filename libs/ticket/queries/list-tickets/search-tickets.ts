import { Filter, readRows } from '@gongdan/platform';
import { ticketDetailProjection, type TicketDetailRow } from '../../projections/index.js';
import type { Queryable } from '../shared/read-models.js';
import { searchByIndex, SearchQuery } from './search-query.js';
import { SearchSpans, type SearchSpan } from './search-spans.js';
import {
  isNarrow,
  lastingConditions,
  passingConditions,
  type TicketFilter,
} from './ticket-filter.js';
import type { TicketOrder } from './ticket-order.js';

export interface RowRequest {
  readonly order: TicketOrder;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

type TextFilter = TicketFilter & { readonly text: string };

/** Hits of the words that are held against the other filters before another way is tried. */
const HITS_MAX = 2_000;

/** The first tickets (after a cursor) that a text is found in, in the order of their registration. */
export async function searchTickets(
  client: Queryable,
  filter: TextFilter,
  request: RowRequest,
): Promise<readonly TicketDetailRow[]> {
  const query = new SearchQuery(filter.text);
  await searchByIndex(client);
  if (isNarrow(filter)) return searchNarrow(client, filter, query, request);
  const range = await registeredRange(client, filter, request);
  if (range === undefined) return [];
  const found: TicketDetailRow[] = [];
  let hits = 0;
  const spans = new SearchSpans(range.oldest, range.newest, request.order.descending);
  const next = (): SearchSpan | undefined =>
    spans.next({ found: found.length, wanted: request.limit });
  for (let span = next(); span !== undefined; span = next()) {
    const limit = request.limit - found.length;
    const ids = await hitsWithin(client, filter, query, span, { ...request, limit });
    found.push(...(await passing(client, filter, ids, { ...request, limit })));
    if (found.length >= request.limit) return found;
    // A common word, and few of its tickets pass: the other filters are the better way in.
    hits += ids.length;
    if (hits > HITS_MAX) return searchNarrow(client, filter, query, request);
  }
  return found;
}

function searchNarrow(
  client: Queryable,
  filter: TicketFilter,
  query: SearchQuery,
  { order, cursor, limit }: RowRequest,
): Promise<readonly TicketDetailRow[]> {
  const sql = new Filter();
  const bind = (value: unknown): string => sql.bind(value);
  const conditions = [
    ...lastingConditions(filter, bind),
    ...passingConditions(filter, bind),
    query.condition(bind),
    ...order.after(cursor, 't', bind),
  ];
  return readRows(
    client,
    ticketDetailProjection,
    `JOIN gongdan.ticket_search s ON s.id = t.id ${sql.clause(conditions)}
     ORDER BY ${order.orderBy('t')} LIMIT ${bind(limit)}`,
    sql.values,
  );
}

/**
 * The tickets of a span that have the words; where there are no other filters, only the first. They are
 * materialised, or the planner would sometimes walk the tickets in order and look for the words in each
 * (8 s instead of 10 ms at 1,000,000 tickets).
 */
async function hitsWithin(
  client: Queryable,
  filter: TicketFilter,
  query: SearchQuery,
  span: SearchSpan,
  { order, cursor, limit }: RowRequest,
): Promise<readonly string[]> {
  const sql = new Filter();
  const bind = (value: unknown): string => sql.bind(value);
  const conditions = [
    query.condition(bind, span),
    `s.registered_at >= ${bind(span.from)}`,
    `s.registered_at < ${bind(span.to)}`,
    ...order.after(cursor, 's', bind),
  ];
  const { text: _text, registeredFrom: _from, registeredTo: _to, ...others } = filter;
  const all = Object.keys(others).length > 0;
  const { rows } = await client.query<{ id: string }>(
    `WITH hit AS MATERIALIZED (
       SELECT s.id, s.registered_at FROM gongdan.ticket_search s WHERE ${conditions.join(' AND ')}
     )
     SELECT h.id FROM hit h ${all ? '' : `ORDER BY ${order.orderBy('h')} LIMIT ${bind(limit)}`}`,
    sql.values,
  );
  return rows.map(({ id }) => id);
}

/** Of these tickets the first that pass the other filters. */
async function passing(
  client: Queryable,
  filter: TicketFilter,
  ids: readonly string[],
  { order, limit }: RowRequest,
): Promise<readonly TicketDetailRow[]> {
  if (ids.length === 0) return [];
  const sql = new Filter();
  const bind = (value: unknown): string => sql.bind(value);
  const conditions = [
    `t.id = ANY(${bind(ids)})`,
    ...lastingConditions(filter, bind),
    ...passingConditions(filter, bind),
  ];
  return readRows(
    client,
    ticketDetailProjection,
    `${sql.clause(conditions)} ORDER BY ${order.orderBy('t')} LIMIT ${bind(limit)}`,
    sql.values,
  );
}

/** The oldest and newest registration that the page can hold; undefined: none. */
async function registeredRange(
  client: Queryable,
  { registeredFrom, registeredTo }: TicketFilter,
  { order, cursor }: RowRequest,
): Promise<{ oldest: string; newest: string } | undefined> {
  const sql = new Filter();
  const bind = (value: unknown): string => sql.bind(value);
  const range = {
    ...(registeredFrom === undefined ? {} : { registeredFrom }),
    ...(registeredTo === undefined ? {} : { registeredTo }),
  };
  const where = sql.clause([...lastingConditions(range, bind), ...order.after(cursor, 't', bind)]);
  const edge = (direction: string): string =>
    `(SELECT t.registered_at FROM gongdan.ticket_detail t ${where}
       ORDER BY t.registered_at ${direction}, t.id ${direction} LIMIT 1)`;
  const { rows } = await client.query<{ oldest: Date | null; newest: Date | null }>(
    `SELECT ${edge('ASC')} AS oldest, ${edge('DESC')} AS newest`,
    sql.values,
  );
  const { oldest, newest } = rows[0] ?? {};
  if (!oldest || !newest) return undefined;
  return { oldest: oldest.toISOString(), newest: newest.toISOString() };
}
