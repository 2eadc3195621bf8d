import type { TicketDetailRow } from '../../projections/index.js';
import { decodeCursor, encodeCursor } from '../shared/cursor.js';
import type { SqlParameters } from '../shared/sql-parameters.js';

/** A minus: falling. `registered`: when it was registered. `updated`: when its last event was recorded. */
export const TICKET_SORTS = ['-registered', 'registered', '-updated', 'updated'] as const;
export type TicketSort = (typeof TICKET_SORTS)[number];

export interface TicketOrder {
  readonly sort: TicketSort;
  readonly descending: boolean;
  readonly byRegistration: boolean;
}

export const orderOf = (sort: TicketSort): TicketOrder => ({
  sort,
  descending: sort.startsWith('-'),
  byRegistration: sort.endsWith('registered'),
});

/** `alias`: the table that the sort columns are read from. */
export function orderBy({ descending, byRegistration }: TicketOrder, alias: string): string {
  const direction = descending ? 'DESC' : 'ASC';
  return byRegistration
    ? `${alias}.registered_at ${direction}, ${alias}.id ${direction}`
    : `${alias}.position ${direction}`;
}

/** The rows that come after the cursor's. */
export function afterCursor(
  order: TicketOrder,
  cursor: string,
  alias: string,
  parameters: SqlParameters,
): string {
  const sign = order.descending ? '<' : '>';
  if (order.byRegistration) {
    const [at, id] = decodeCursor(cursor, order.sort, ['instant', 'string']);
    const key = `(${parameters.add(at)}::timestamptz, ${parameters.add(id)}::text)`;
    return `(${alias}.registered_at, ${alias}.id) ${sign} ${key}`;
  }
  const [position] = decodeCursor(cursor, order.sort, ['integer']);
  return `${alias}.position ${sign} ${parameters.add(position)}`;
}

export const cursorAfter = (
  order: TicketOrder,
  row: Pick<TicketDetailRow, 'id' | 'registered_at' | 'position'>,
): string =>
  encodeCursor(order.sort, order.byRegistration ? [row.registered_at, row.id] : [row.position]);
