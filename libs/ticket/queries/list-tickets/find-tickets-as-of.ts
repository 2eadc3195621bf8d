import { Filter, type Moment, readRows } from '@gongdan/platform';
import {
  ticketDetailProjection,
  ticketSearchProjection,
  type TicketDetailRow,
} from '../../projections/index.js';
import {
  foldRow,
  isWhollyAsThen,
  rowAsOf,
  ticketEventsAsOf,
  type StreamReader,
} from '../shared/fold-as-of.js';
import { ageColumn, birthColumn, clocksAgeColumn } from '../shared/moment.js';
import type { Queryable } from '../shared/read-models.js';
import type { TicketRowPage } from './find-tickets.js';
import { SearchQuery } from './search-query.js';
import type { RowRequest } from './search-tickets.js';
import {
  lastingConditions,
  passes,
  passingConditions,
  type TicketFilter,
} from './ticket-filter.js';
import type { SortColumns, TicketOrder } from './ticket-order.js';

/** Most tickets that one page looks at; the page may be short or empty, and the next one goes on. */
const EXAMINED_MAX = 10_000;
/** How many of them are looked at in one statement. */
const EXAMINED_AT_ONCE = 1_000;
const FOLDS_AT_ONCE = 8;

interface Question {
  readonly filter: TicketFilter;
  readonly query: SearchQuery | undefined;
  readonly moment: Moment;
}

/**
 * One page of the tickets that passed the filter at a moment, as they were then. Tickets are walked in
 * the order of their registration, which never changes; those that something happened to since are
 * folded from their streams.
 */
export async function findTicketsAsOf(
  client: Queryable,
  store: StreamReader,
  filter: TicketFilter,
  moment: Moment,
  { order, limit, cursor: begin }: RowRequest,
): Promise<TicketRowPage> {
  const query = filter.text === undefined ? undefined : new SearchQuery(filter.text);
  const question = { filter, query, moment };
  const rows: TicketDetailRow[] = [];
  let cursor = begin;
  for (let examined = 0; examined < EXAMINED_MAX; examined += EXAMINED_AT_ONCE) {
    const { candidates, end } = await nextCandidates(client, question, order, cursor);
    for (let start = 0; start < candidates.length; start += FOLDS_AT_ONCE) {
      const some = candidates.slice(start, start + FOLDS_AT_ONCE);
      const then = await Promise.all(some.map((row) => asItPassed(store, row, question)));
      rows.push(...then.filter((row) => row !== undefined));
      const last = rows[limit - 1];
      if (rows.length > limit && last) {
        return { rows: rows.slice(0, limit), nextCursor: order.cursorAfter(last) };
      }
    }
    if (end === undefined) return { rows, nextCursor: null };
    cursor = order.cursorAfter(end);
  }
  return { rows, nextCursor: cursor ?? null };
}

/** The ticket as it was, if it passed the filter then. */
async function asItPassed(
  store: StreamReader,
  row: TicketDetailRow,
  { filter, query, moment }: Question,
): Promise<TicketDetailRow | undefined> {
  if (query === undefined) {
    if (isWhollyAsThen(row, moment)) return row; // it passes now, or it would be no candidate
    const then = await rowAsOf(store, ticketDetailProjection, row, moment);
    return then && passes(filter, then) ? then : undefined;
  }
  const events = await ticketEventsAsOf(store, row.id, moment, row.version);
  const then = await rowAsOf(store, ticketDetailProjection, row, moment, events);
  if (then === undefined || !passes(filter, then)) return undefined;
  const words = foldRow(ticketSearchProjection, events);
  return words && query.finds(words) ? then : undefined;
}

type Walked = SortColumns;

/**
 * Of the next tickets in order, those that may have passed: all that changed since, and of the others
 * those that pass now. `end`: where the walk goes on; undefined: it is over.
 */
async function nextCandidates(
  client: Queryable,
  { filter, query, moment }: Question,
  order: TicketOrder,
  cursor: string | undefined,
): Promise<{ candidates: readonly TicketDetailRow[]; end: Walked | undefined }> {
  const walked = await walk(client, filter, moment, order, cursor);
  const sql = new Filter();
  const bind = (value: unknown): string => sql.bind(value);
  const since = (column: string): string => `${column} > ${bind(moment.asOf)}`;
  const changed = (): string[] => [
    since(`t.${ageColumn(moment)}`),
    since(`t.${clocksAgeColumn(moment)}`),
  ];
  const pass = passingConditions(filter, bind);
  const conditions = [
    `t.id = ANY(${bind(walked.map(({ id }) => id))})`,
    ...(pass.length === 0 ? [] : [[...changed(), `(${pass.join(' AND ')})`].join(' OR ')]),
    ...(query === undefined
      ? []
      : [`${since(`s.${ageColumn(moment)}`)} OR ${query.condition(bind)}`]),
  ];
  const join = query === undefined ? '' : 'JOIN gongdan.ticket_search s ON s.id = t.id';
  const candidates = await readRows(
    client,
    ticketDetailProjection,
    `${join} ${sql.clause(conditions)} ORDER BY ${order.orderBy('t')}`,
    sql.values,
  );
  return { candidates, end: walked.length < EXAMINED_AT_ONCE ? undefined : walked.at(-1) };
}

/** The next tickets that were there at the moment, whatever passes. */
async function walk(
  client: Queryable,
  filter: TicketFilter,
  moment: Moment,
  order: TicketOrder,
  cursor: string | undefined,
): Promise<readonly Walked[]> {
  const sql = new Filter();
  const bind = (value: unknown): string => sql.bind(value);
  // By when it happened, the moment bounds the registrations as registeredTo does: see `beyond`.
  const isImplied = cursor !== undefined && order.descending && moment.basis === 'occurred';
  const conditions = [
    ...(isImplied ? [] : [`t.${birthColumn(moment)} <= ${bind(moment.asOf)}`]),
    ...lastingConditions(order.beyond(filter, cursor), bind),
    ...order.after(cursor, 't', bind),
  ];
  const { rows } = await client.query<{ id: string; registered_at: Date; position: string }>(
    `SELECT t.id, t.registered_at, t.position FROM gongdan.ticket_detail t ${sql.clause(conditions)}
      ORDER BY ${order.orderBy('t')} LIMIT ${bind(EXAMINED_AT_ONCE)}`,
    sql.values,
  );
  return rows.map(({ id, registered_at, position }) => ({
    id,
    registered_at: registered_at.toISOString(),
    position: Number(position),
    due_at: null, // the walk goes by registration
  }));
}
