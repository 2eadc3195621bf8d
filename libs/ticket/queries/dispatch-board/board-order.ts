import { decodeCursor, encodeCursor } from '@gongdan/platform';
import type { Instant } from '@gongdan/core';
import { DUE_ORDER, NEVER_DUE, type DispatchBoardRow } from '../../projections/index.js';
import type { Bind } from '../list-tickets/ticket-filter.js';

/** `urgency`: the most urgent first, then those that wait longest. `due`: what is due next. */
export const BOARD_SORTS = ['urgency', 'due'] as const;
export type BoardSort = (typeof BOARD_SORTS)[number];

type SortKey = readonly (string | number)[];

interface KeyPart {
  readonly type: 'integer' | 'timestamptz' | 'text';
  /** On alias `t`. */
  readonly expression: string;
  readonly of: (row: DispatchBoardRow) => string | number;
}

const ID: KeyPart = { type: 'text', expression: 't.id', of: ({ id }) => id };

const KEYS: Readonly<Record<BoardSort, readonly KeyPart[]>> = {
  urgency: [
    { type: 'integer', expression: 't.priority_rank', of: (row) => row.priority_rank },
    { type: 'timestamptz', expression: 't.waiting_since', of: (row) => row.waiting_since },
    ID,
  ],
  due: [{ type: 'timestamptz', expression: DUE_ORDER, of: (row) => row.due_at ?? NEVER_DUE }, ID],
};

/** Where a page ended, and the day that the first one was of. */
export interface BoardPlace {
  readonly after: SortKey;
  readonly today: Instant;
}

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

  /**
   * Where a page ended, and the day that the first one was of: what was carried over on that day does not
   * change while somebody pages through it past midnight. Throws `REQUEST.INVALID_QUERY`.
   */
  placeOf(cursor: string): BoardPlace {
    const types = ['timestamptz', ...this.key.map(({ type }) => type)] as const;
    const [today, ...after] = decodeCursor(cursor, this.list, types);
    return { after, today: today as Instant };
  }

  cursorAfter(row: DispatchBoardRow, today: Instant): string {
    return encodeCursor(this.list, [today, ...this.sortKey(row)]);
  }

  private sortKey(row: DispatchBoardRow): SortKey {
    return this.key.map((part) => part.of(row));
  }
}
