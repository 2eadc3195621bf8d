import { withoutUndefined } from '@gongdan/core';
import { type Moment, decodeCursor, encodeCursor } from '@gongdan/platform';
import type { TicketDetailRow } from '../../projections/index.js';
import type { Bind, TicketFilter } from './ticket-filter.js';

/** A minus: falling. `registered`: when it was registered. `updated`: when its last event was recorded. */
export const TICKET_SORTS = ['-registered', 'registered', '-updated', 'updated'] as const;
export type TicketSort = (typeof TICKET_SORTS)[number];

/** The order of one list of tickets, and its cursors. */
export class TicketOrder {
  readonly descending: boolean;
  readonly byRegistration: boolean;
  private readonly list: string;

  constructor(sort: TicketSort, filter: TicketFilter, moment?: Moment) {
    this.descending = sort.startsWith('-');
    this.byRegistration = sort.endsWith('registered');
    this.list = `tickets ${JSON.stringify([sort, filter, moment])}`;
  }

  /** `alias`: the table that the sort columns are read from. */
  orderBy(alias: string): string {
    const direction = this.descending ? 'DESC' : 'ASC';
    return this.byRegistration
      ? `${alias}.registered_at ${direction}, ${alias}.id ${direction}`
      : `${alias}.position ${direction}`;
  }

  /** The condition of the rows that come after the cursor's; none: no condition. */
  after(cursor: string | undefined, alias: string, bind: Bind): string[] {
    if (cursor === undefined) return [];
    const sign = this.descending ? '<' : '>';
    if (this.byRegistration) {
      const [at, id] = decodeCursor(cursor, this.list, ['timestamptz', 'text']);
      const key = `(${bind(at)}::timestamptz, ${bind(id)}::text)`;
      return [`(${alias}.registered_at, ${alias}.id) ${sign} ${key}`];
    }
    const [position] = decodeCursor(cursor, this.list, ['bigint']);
    return [`${alias}.position ${sign} ${bind(position)}::bigint`];
  }

  /**
   * The filter without the bound that a cursor implies. With both, PostgreSQL would begin at the bound and
   * read everything up to the cursor.
   */
  beyond<F extends TicketFilter>(filter: F, cursor: string | undefined): F {
    if (cursor === undefined || !this.byRegistration) return filter;
    const { registeredFrom, registeredTo, ...rest } = filter;
    const left = this.descending ? { registeredFrom } : { registeredTo };
    return withoutUndefined({ ...rest, ...left }) as unknown as F;
  }

  cursorAfter(row: Pick<TicketDetailRow, 'id' | 'registered_at' | 'position'>): string {
    return encodeCursor(
      this.list,
      this.byRegistration ? [row.registered_at, row.id] : [row.position],
    );
  }
}
