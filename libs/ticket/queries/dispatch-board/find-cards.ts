import type { Instant } from '@gongdan/core';
import { decodeCursor, encodeCursor, Filter, readRows } from '@gongdan/platform';
import {
  dispatchBoardProjection,
  type DispatchBoardRow,
  type Lane,
} from '../../projections/index.js';
import type { Queryable } from '../shared/read-models.js';
import {
  boardConditions,
  laneCondition,
  laneExpression,
  shownLane,
  type BoardFilter,
} from './board-filter.js';

export interface BoardRequest {
  readonly filter: BoardFilter;
  readonly lanes: readonly Lane[];
  readonly limit: number;
  /** Cards after this one. */
  readonly after?: SortKey | undefined;
  /** See `directlyAssignable`. */
  readonly direct: readonly string[];
  /** Binds cursors to this board: what the caller asked for. */
  readonly list: string;
  /** When the day began that the board is of. */
  readonly today: Instant;
}

export interface LaneRows {
  readonly lane: Lane;
  readonly count: number;
  readonly rows: readonly DispatchBoardRow[];
  readonly nextCursor: string | null;
}

/** The lanes with how many cards each has and the first of them, the most urgent and oldest before. */
export async function findCards(client: Queryable, request: BoardRequest): Promise<LaneRows[]> {
  const counts = await countByLane(client, request);
  const lanes: LaneRows[] = [];
  for (const lane of request.lanes) {
    const count = counts.get(lane) ?? 0;
    const rows = count === 0 ? [] : await cardsOf(client, request, lane);
    lanes.push({ lane, count, ...pageOf(rows, request) });
  }
  return lanes;
}

/** The same of rows in memory. */
export function arrangeCards(rows: readonly DispatchBoardRow[], request: BoardRequest): LaneRows[] {
  const { after } = request;
  const sorted = rows.toSorted((one, other) => compare(sortKey(one), sortKey(other)));
  return request.lanes.map((lane) => {
    const cards = sorted.filter((row) => shownLane(row, request.direct) === lane);
    const left = cards.filter((row) => after === undefined || compare(sortKey(row), after) > 0);
    return { lane, count: cards.length, ...pageOf(left.slice(0, request.limit + 1), request) };
  });
}

export type SortKey = readonly (string | number)[];

const sortKey = (row: DispatchBoardRow): SortKey => [row.priority_rank, row.waiting_since, row.id];

/** In PostgreSQL's order: the database compares text byte by byte (collation C), ids are ASCII. */
function compare(one: SortKey, other: SortKey): number {
  for (const [index, part] of one.entries()) {
    const against = other[index] as typeof part;
    if (part !== against) return part < against ? -1 : 1;
  }
  return 0;
}

/**
 * Where a page ended, and the day that the first one was of: what was carried over on that day does not
 * change while somebody pages through it past midnight. Throws `REQUEST.INVALID_QUERY`.
 */
export function boardCursor(cursor: string, list: string): { after: SortKey; today: Instant } {
  const [today, ...after] = decodeCursor(cursor, list, [
    'timestamptz',
    'integer',
    'timestamptz',
    'text',
  ]);
  return { after, today: today as Instant };
}

function pageOf(
  found: readonly DispatchBoardRow[],
  { limit, list, today }: BoardRequest,
): Pick<LaneRows, 'rows' | 'nextCursor'> {
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return { rows, nextCursor: last ? encodeCursor(list, [today, ...sortKey(last)]) : null };
}

async function countByLane(
  client: Queryable,
  { filter, direct }: BoardRequest,
): Promise<ReadonlyMap<string, number>> {
  const sql = new Filter();
  const bind = (value: unknown): string => sql.bind(value);
  const lane = laneExpression(bind(direct));
  const where = sql.clause(boardConditions(filter, bind));
  const { rows } = await client.query<{ lane: string; count: string }>(
    `SELECT ${lane} AS lane, count(*) FROM gongdan.dispatch_board t ${where} GROUP BY 1`,
    sql.values,
  );
  return new Map(rows.map((row) => [row.lane, Number(row.count)]));
}

function cardsOf(
  client: Queryable,
  { filter, direct, limit, after }: BoardRequest,
  lane: Lane,
): Promise<readonly DispatchBoardRow[]> {
  const sql = new Filter();
  const bind = (value: unknown): string => sql.bind(value);
  const conditions = [...boardConditions(filter, bind), laneCondition(lane, direct, bind)];
  if (after !== undefined) {
    const [rank, since, id] = after.map(bind);
    conditions.push(
      `(t.priority_rank, t.waiting_since, t.id) > (${rank}::integer, ${since}::timestamptz, ${id}::text)`,
    );
  }
  return readRows(
    client,
    dispatchBoardProjection,
    `${sql.clause(conditions)} ORDER BY t.priority_rank, t.waiting_since, t.id LIMIT ${bind(limit + 1)}`,
    sql.values,
  );
}
