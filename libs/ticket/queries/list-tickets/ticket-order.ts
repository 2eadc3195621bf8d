import { withoutUndefined } from '@gongdan/core';
import { type Moment, decodeCursor, encodeCursor } from '@gongdan/platform';
import type { TicketDetailRow } from '../../projections/index.js';
import type { Bind, TicketFilter } from './ticket-filter.js';

/**
 * A minus: falling. `registered`: when it was registered. `updated`: when its last event was recorded. `due`: the
 * nearest due moment.
 */
export const TICKET_SORTS = [
  '-registered',
  'registered',
  '-updated',
  'updated',
  'due',
  '-due',
] as const;
export type TicketSort = (typeof TICKET_SORTS)[number];

/** What the orders read of a row. */
export type SortColumns = Pick<TicketDetailRow, 'id' | 'registered_at' | 'position' | 'due_at'>;
export const SORT_COLUMNS = ['id', 'registered_at', 'position', 'due_at'] as const;

/** A part of a list whose tickets an index has in its order. */
export interface Leg {
  /** The filter, as far as it does not follow from the leg; undefined: nothing of the leg passes it. */
  readonly narrowed: (filter: TicketFilter) => TicketFilter | undefined;
  /** `alias`: the table that the sort columns are read from. */
  readonly orderBy: (alias: string) => string;
  /** Which tickets belong to it, and come after the cursor’s. */
  readonly conditions: (alias: string, bind: Bind) => string[];
}

const WITH_DUE = 1;
const WITHOUT_DUE = 2;

/** The order of one list of tickets, and its cursors. */
export class TicketOrder {
  readonly descending: boolean;
  readonly by: 'registered' | 'updated' | 'due';
  private readonly list: string;

  constructor(sort: TicketSort, filter: TicketFilter, moment?: Moment) {
    this.descending = sort.startsWith('-');
    this.by = sort.replace('-', '') as TicketOrder['by'];
    this.list = `tickets ${JSON.stringify([sort, filter, moment])}`;
  }

  get byRegistration(): boolean {
    return this.by === 'registered';
  }

  private get direction(): string {
    return this.descending ? 'DESC' : 'ASC';
  }

  /** By registration or change; by due moment there is an order within the legs only. */
  orderBy(alias: string): string {
    return this.byRegistration
      ? `${alias}.registered_at ${this.direction}, ${alias}.id ${this.direction}`
      : `${alias}.position ${this.direction}`;
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

  /** The parts that the list is read in, one after the other. */
  legs(cursor: string | undefined): readonly Leg[] {
    if (this.by === 'due') return this.legsByDue(cursor);
    return [
      {
        narrowed: (filter) => this.beyond(filter, cursor),
        orderBy: (alias) => this.orderBy(alias),
        conditions: (alias, bind) => this.after(cursor, alias, bind),
      },
    ];
  }

  /** First what is due, then the rest: an index has nulls at one end only, and cursors cannot name them. */
  private legsByDue(cursor: string | undefined): readonly Leg[] {
    const [leg, at, id] =
      cursor === undefined
        ? []
        : decodeCursor(cursor, this.list, ['integer', 'timestamptz', 'text']);
    const beyond = (column: string, sign: string, alias: string, bind: Bind): string =>
      `(${alias}.${column}, ${alias}.id) ${sign} (${bind(at)}::timestamptz, ${bind(id)}::text)`;
    const withDue: Leg = {
      narrowed: (filter) => withDueOnly(leg === WITH_DUE ? this.beyondDue(filter) : filter),
      orderBy: (alias) => `${alias}.due_at ${this.direction}, ${alias}.id ${this.direction}`,
      conditions: (alias, bind) => [
        `${alias}.due_at IS NOT NULL`,
        ...(leg === WITH_DUE ? [beyond('due_at', this.descending ? '<' : '>', alias, bind)] : []),
      ],
    };
    const withoutDue: Leg = {
      narrowed: withoutDueOnly,
      orderBy: (alias) => `${alias}.registered_at DESC, ${alias}.id DESC`,
      conditions: (alias, bind) => [
        `${alias}.due_at IS NULL`,
        ...(leg === WITHOUT_DUE ? [beyond('registered_at', '<', alias, bind)] : []),
      ],
    };
    return leg === WITHOUT_DUE ? [withoutDue] : [withDue, withoutDue];
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

  /** The same of due moments. */
  private beyondDue(filter: TicketFilter): TicketFilter {
    const { dueFrom, dueBefore, ...rest } = filter;
    const left = this.descending ? { dueFrom } : { dueBefore };
    return withoutUndefined({ ...rest, ...left });
  }

  cursorAfter({ id, registered_at: registeredAt, position, due_at: dueAt }: SortColumns): string {
    return encodeCursor(this.list, this.keyOf(id, registeredAt, position, dueAt));
  }

  private keyOf(
    id: string,
    registeredAt: string,
    position: number,
    dueAt: string | null,
  ): readonly (string | number)[] {
    if (this.by === 'registered') return [registeredAt, id];
    if (this.by === 'updated') return [position];
    return dueAt === null ? [WITHOUT_DUE, registeredAt, id] : [WITH_DUE, dueAt, id];
  }
}

/** What rests has no due moment. */
function withDueOnly(filter: TicketFilter): TicketFilter | undefined {
  if (filter.dueState === undefined) return filter;
  const dueState = filter.dueState.filter((state) => state !== 'paused');
  return dueState.length === 0 ? undefined : { ...filter, dueState };
}

/** Of the states, only `paused` has no due moment. */
function withoutDueOnly(filter: TicketFilter): TicketFilter | undefined {
  const { dueState, dueClock, dueFrom, dueBefore } = filter;
  if (dueClock !== undefined || dueFrom !== undefined || dueBefore !== undefined) return undefined;
  if (dueState === undefined) return filter;
  return dueState.includes('paused') ? { ...filter, dueState: ['paused'] } : undefined;
}
