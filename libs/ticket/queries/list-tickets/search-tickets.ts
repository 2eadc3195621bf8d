import { GongdanError } from '@gongdan/core';
import {
  SEARCH_VECTOR,
  searchTerms,
  TERMS_MAX,
  TICKET_DETAIL_COLUMNS,
  type TicketDetailRow,
} from '../../projections/index.js';
import { readRows, selectList, type Queryable } from '../shared/row-reading.js';
import { SqlParameters } from '../shared/sql-parameters.js';
import { searchSpans, type SearchSpan } from './search-spans.js';
import { lastingConditions, passingConditions, type TicketFilter } from './ticket-filter.js';
import { afterCursor, orderBy, type TicketOrder } from './ticket-order.js';

/** A text query as the index understands it. */
export interface SearchQuery {
  /** `tsquery` of all its words. */
  readonly tsquery: string;
}

/** Throws `REQUEST.INVALID_QUERY` where there is no word in it, or too many. */
export function searchQueryOf(text: string): SearchQuery {
  const terms = searchTerms(text);
  if (terms.length === 0 || terms.length > TERMS_MAX) {
    const message = `must have 1 to ${TERMS_MAX} words of letters or digits`;
    throw new GongdanError({
      code: 'REQUEST.INVALID_QUERY',
      category: 'invalid',
      message: `The query string is wrong: /text ${message}.`,
      violations: [{ path: '/text', message }],
    });
  }
  return {
    tsquery: terms.map(({ word, prefix }) => lexeme(word) + (prefix ? ':*' : '')).join(' & '),
  };
}

const lexeme = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

const inSpan = ({ tsquery }: SearchQuery, { words }: SearchSpan): string =>
  words === undefined ? tsquery : `(${words.map(lexeme).join(' | ')}) & ${tsquery}`;

/** Filters so narrow that they are the better way in: the few tickets are then searched one by one. */
const isNarrow = (filter: TicketFilter): boolean =>
  filter.customerId !== undefined ||
  filter.number !== undefined ||
  filter.technicianId !== undefined ||
  filter.assistantId !== undefined ||
  filter.visibleTo !== undefined;

/**
 * The condition that a ticket `d` is found by the query. As a join with `ticket_search s`; the planner
 * decides from which side.
 */
export const isFound = (query: SearchQuery, parameters: SqlParameters): string =>
  `${SEARCH_VECTOR} @@ ${parameters.add(query.tsquery)}::tsquery`;

/** One page of the tickets that a text is found in, in the order of their registration. */
export async function searchTickets(
  client: Queryable,
  filter: TicketFilter & { readonly text: string },
  order: TicketOrder,
  page: { readonly cursor?: string; readonly limit: number },
): Promise<TicketDetailRow[]> {
  const query = searchQueryOf(filter.text);
  if (isNarrow(filter)) return searchNarrow(client, filter, query, order, page);
  const range = await registeredRange(client, filter, order, page.cursor);
  if (range === undefined) return [];
  const found: TicketDetailRow[] = [];
  for (const span of searchSpans(range.oldest, range.newest, order.descending)) {
    const limit = page.limit - found.length;
    found.push(...(await searchSpan(client, filter, query, order, span, { ...page, limit })));
    if (found.length >= page.limit) break;
  }
  return found;
}

async function searchNarrow(
  client: Queryable,
  filter: TicketFilter,
  query: SearchQuery,
  order: TicketOrder,
  page: { readonly cursor?: string; readonly limit: number },
): Promise<TicketDetailRow[]> {
  const parameters = new SqlParameters();
  const conditions = [
    ...lastingConditions(filter, parameters),
    ...passingConditions(filter, parameters),
    isFound(query, parameters),
    ...(page.cursor === undefined ? [] : [afterCursor(order, page.cursor, 'd', parameters)]),
  ];
  return readRows<TicketDetailRow>(
    client,
    TICKET_DETAIL_COLUMNS,
    `SELECT ${selectList(TICKET_DETAIL_COLUMNS, 'd')}
       FROM gongdan.ticket_detail d JOIN gongdan.ticket_search s ON s.id = d.id
      WHERE ${conditions.join(' AND ')}
      ORDER BY ${orderBy(order, 'd')} LIMIT ${parameters.add(page.limit)}`,
    parameters.values,
  );
}

/**
 * The hits are materialised, or the planner would sometimes walk the tickets in order and look for the
 * words in each (8 s instead of 3 ms at 1,000,000 tickets).
 */
async function searchSpan(
  client: Queryable,
  filter: TicketFilter,
  query: SearchQuery,
  order: TicketOrder,
  span: SearchSpan,
  page: { readonly cursor?: string; readonly limit: number },
): Promise<TicketDetailRow[]> {
  const parameters = new SqlParameters();
  const hits = [
    isFound({ tsquery: inSpan(query, span) }, parameters),
    `s.registered_at >= ${parameters.add(span.from)}`,
    `s.registered_at < ${parameters.add(span.to)}`,
    ...(page.cursor === undefined ? [] : [afterCursor(order, page.cursor, 's', parameters)]),
  ];
  const conditions = [
    ...lastingConditions(filter, parameters),
    ...passingConditions(filter, parameters),
  ];
  const limit = `LIMIT ${parameters.add(page.limit)}`;
  const unfiltered = conditions.length === 0;
  return readRows<TicketDetailRow>(
    client,
    TICKET_DETAIL_COLUMNS,
    `WITH hit AS MATERIALIZED (
       SELECT s.id, s.registered_at FROM gongdan.ticket_search s WHERE ${hits.join(' AND ')}
     ), nearest AS (
       SELECT * FROM hit h ${unfiltered ? `ORDER BY ${orderBy(order, 'h')} ${limit}` : ''}
     )
     SELECT ${selectList(TICKET_DETAIL_COLUMNS, 'd')}
       FROM nearest h JOIN gongdan.ticket_detail d ON d.id = h.id
       ${unfiltered ? '' : `WHERE ${conditions.join(' AND ')}`}
      ORDER BY ${orderBy(order, 'h')} ${limit}`,
    parameters.values,
  );
}

/** The oldest and newest registration that the page can hold; undefined: none. */
async function registeredRange(
  client: Queryable,
  { registeredFrom, registeredTo }: TicketFilter,
  order: TicketOrder,
  cursor: string | undefined,
): Promise<{ oldest: string; newest: string } | undefined> {
  const parameters = new SqlParameters();
  const conditions = [
    ...lastingConditions(
      {
        ...(registeredFrom === undefined ? {} : { registeredFrom }),
        ...(registeredTo === undefined ? {} : { registeredTo }),
      },
      parameters,
    ),
    ...(cursor === undefined ? [] : [afterCursor(order, cursor, 'd', parameters)]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const edge = (direction: string): string =>
    `(SELECT d.registered_at FROM gongdan.ticket_detail d ${where}
       ORDER BY d.registered_at ${direction}, d.id ${direction} LIMIT 1)`;
  const { rows } = await client.query<{ oldest: Date | null; newest: Date | null }>(
    `SELECT ${edge('ASC')} AS oldest, ${edge('DESC')} AS newest`,
    parameters.values,
  );
  const range = rows[0];
  if (!range?.oldest || !range.newest) return undefined;
  return { oldest: range.oldest.toISOString(), newest: range.newest.toISOString() };
}
