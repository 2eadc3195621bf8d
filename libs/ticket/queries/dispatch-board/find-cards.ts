import { Filter, readRows } from '@gongdan/platform';
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
import type { BoardOrder, SortKey } from './board-order.js';

export interface BoardRequest {
  readonly filter: BoardFilter;
  readonly lanes: readonly Lane[];
  readonly limit: number;
  /** Cards after this one. */
  readonly after?: SortKey | undefined;
  /** See `directlyAssignable`. */
  readonly direct: readonly string[];
  readonly order: BoardOrder;
}

export interface LaneRows {
  readonly lane: Lane;
  readonly count: number;
  readonly rows: readonly DispatchBoardRow[];
  readonly nextCursor: string | null;
}

/** The lanes with how many cards each has and the first of them. */
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
  const { after, order } = request;
  const sorted = rows.toSorted((one, other) => order.compare(one, other));
  return request.lanes.map((lane) => {
    const cards = sorted.filter((row) => shownLane(row, request.direct) === lane);
    const left = cards.filter((row) => after === undefined || order.compareWith(row, after) > 0);
    return { lane, count: cards.length, ...pageOf(left.slice(0, request.limit + 1), request) };
  });
}

function pageOf(
  found: readonly DispatchBoardRow[],
  { limit, order }: BoardRequest,
): Pick<LaneRows, 'rows' | 'nextCursor'> {
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return { rows, nextCursor: last ? order.cursorAfter(last) : null };
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
  { filter, direct, limit, after, order }: BoardRequest,
  lane: Lane,
): Promise<readonly DispatchBoardRow[]> {
  const sql = new Filter();
  const bind = (value: unknown): string => sql.bind(value);
  const conditions = [...boardConditions(filter, bind), laneCondition(lane, direct, bind)];
  if (after !== undefined) conditions.push(order.isAfter(after, bind));
  return readRows(
    client,
    dispatchBoardProjection,
    `${sql.clause(conditions)} ORDER BY ${order.orderBy} LIMIT ${bind(limit + 1)}`,
    sql.values,
  );
}
