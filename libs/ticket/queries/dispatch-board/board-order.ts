import { decodeCursor, encodeCursor } from '@gongdan/platform';
import {
  CARRY_OVER_ORDER,
  DUE_ORDER,
  NEVER_DUE,
  type DispatchBoardRow,
} from '../../projections/index.js';
import type { Bind } from '../list-tickets/ticket-filter.js';

/**
 * `urgency`: what was carried over first, then the most urgent, then those that wait longest. `due`: what is due
 * next.
 */
export const BOARD_SORTS = ['urgency', 'due'] as const;
export type BoardSort = (typeof BOARD_SORTS)[number];

export type SortKey = readonly (string | number)[];

interface KeyPart {
  readonly type: 'integer' | 'timestamptz' | 'text';
  /** On alias `t`. */
  readonly expression: string;
  readonly of: (row: DispatchBoardRow) => string | number;
}

const ID: KeyPart = { type: 'text', expression: 't.id', of: ({ id }) => id };

const KEYS: Readonly<Record<BoardSort, readonly KeyPart[]>> = {
  urgency: [
    {
      type: 'integer',
      expression: CARRY_OVER_ORDER,
      of: ({ carried_over_on: on }) => (on === null ? 1 : 0),
    },
    { type: 'integer', expression: 't.priority_rank', of: (row) => row.priority_rank },
    { type: 'timestamptz', expression: 't.waiting_since', of: (row) => row.waiting_since },
    ID,
  ],
  due: [{ type: 'timestamptz', expression: DUE_ORDER, of: (row) => row.due_at ?? NEVER_DUE }, ID],
};

/** The order of the cards of every lane, and their cursors. */
export class BoardOrder {
  private readonly key: readonly KeyPart[];

  /** `list`: binds cursors to what the caller asked for. */
  constructor(
    sort: BoardSort,
    private readonly list: string,
  ) {
    this.key = KEYS[sort];
  }

  get orderBy(): string {
    return this.key.map(({ expression }) => expression).join(', ');
  }

  /** The condition of the cards that come after. */
  isAfter(after: SortKey, bind: Bind): string {
    const values = this.key.map(({ type }, index) => `${bind(after[index])}::${type}`);
    return `(${this.orderBy}) > (${values.join(', ')})`;
  }

  compare(one: DispatchBoardRow, other: DispatchBoardRow): number {
    return this.compareWith(one, this.sortKey(other));
  }

  /** In PostgreSQL's order: the database compares text byte by byte (collation C), ids are ASCII. */
  compareWith(row: DispatchBoardRow, key: SortKey): number {
    for (const [index, part] of this.sortKey(row).entries()) {
      const against = key[index] as typeof part;
      if (part !== against) return part < against ? -1 : 1;
    }
    return 0;
  }

  /** Where a page ended. Throws `REQUEST.INVALID_QUERY`. */
  placeOf(cursor: string): SortKey {
    return decodeCursor(
      cursor,
      this.list,
      this.key.map(({ type }) => type),
    );
  }

  cursorAfter(row: DispatchBoardRow): string {
    return encodeCursor(this.list, this.sortKey(row));
  }

  private sortKey(row: DispatchBoardRow): SortKey {
    return this.key.map((part) => part.of(row));
  }
}
