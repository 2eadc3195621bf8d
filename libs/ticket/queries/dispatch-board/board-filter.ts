import type { Priority } from '@gongdan/contracts';
import type { Workflows } from '@gongdan/workflow';
import { CARRY_OVER_ORDER, type DispatchBoardRow, type Lane } from '../../projections/index.js';
import { dueConditions, isDue, type DueFilter } from '../shared/due-filter.js';
import { STANDING, standingOf, standingsFor } from '../shared/standing.js';
import { isOnRow, type Bind } from '../list-tickets/ticket-filter.js';

export interface BoardFilter extends DueFilter {
  /** Lead technician. */
  readonly technicianId?: string;
  readonly customerId?: string;
  readonly team?: string;
  readonly region?: string;
  readonly category?: readonly string[];
  readonly priority?: readonly Priority[];
  /** Only what was carried over and is not dispatched, or not done, yet (次日优先派工); false: only the others. */
  readonly carriedOver?: boolean;
  /** Only what this technician leads or assists. Not chosen, but what the caller may see. */
  readonly visibleTo?: string | null;
}

/** Conditions on the columns of dispatch_board, alias `t`, that hold for cards of the board. */
export function boardConditions(filter: BoardFilter, bind: Bind): string[] {
  const conditions = ['t.lane IS NOT NULL'];
  const is = (column: string, value: string | undefined): void => {
    if (value !== undefined) conditions.push(`t.${column} = ${bind(value)}`);
  };
  const oneOf = (column: string, values: readonly string[] | undefined): void => {
    if (values !== undefined) conditions.push(`t.${column} = ANY(${bind(values)})`);
  };
  is('technician_id', filter.technicianId);
  is('customer_id', filter.customerId);
  is('team', filter.team);
  is('region', filter.region);
  oneOf('category', filter.category);
  oneOf('priority', filter.priority);
  conditions.push(...dueConditions(filter, bind));
  // As the lanes’ index has it, which then begins and ends with them.
  if (filter.carriedOver !== undefined) {
    conditions.push(`${CARRY_OVER_ORDER} = ${filter.carriedOver ? 0 : 1}`);
  }
  if (filter.visibleTo !== undefined) {
    const me = bind(filter.visibleTo);
    conditions.push(`(t.technician_id = ${me} OR t.assistant_ids @> ARRAY[${me}::text])`);
  }
  return conditions;
}

/** What `boardConditions` says in SQL, said of a row in memory. */
export function isOnBoard(filter: BoardFilter, row: DispatchBoardRow): boolean {
  const is = (wanted: string | undefined, value: string | null): boolean =>
    wanted === undefined || wanted === value;
  const { category, priority, carriedOver, visibleTo } = filter;
  return (
    row.lane !== null &&
    is(filter.technicianId, row.technician_id) &&
    is(filter.customerId, row.customer_id) &&
    is(filter.team, row.team) &&
    is(filter.region, row.region) &&
    (category === undefined || category.includes(row.category)) &&
    (priority === undefined || (priority as readonly string[]).includes(row.priority)) &&
    isDue(filter, row) &&
    (carriedOver === undefined || carriedOver === (row.carried_over_on !== null)) &&
    (visibleTo === undefined || isOnRow(row, visibleTo))
  );
}

/**
 * Where a ticket that hangs in `to-approve` may be assigned at once: its workflow wants no approval, so it belongs in
 * `to-assign`.
 */
export const directlyAssignable = (workflows: Workflows): readonly string[] =>
  standingsFor(workflows, 'assign');

/** The lane that a card is shown in. `direct`: placeholder of `directlyAssignable`. */
export const laneExpression = (direct: string): string =>
  `CASE WHEN t.lane = 'to-approve' AND ${STANDING} = ANY(${direct}) THEN 'to-assign' ELSE t.lane END`;

/** What `laneExpression` says in SQL, said of a row in memory. */
export function shownLane(row: DispatchBoardRow, direct: readonly string[]): Lane | null {
  if (row.lane === 'to-approve' && direct.includes(standingOf(row))) return 'to-assign';
  return row.lane as Lane | null;
}

/** The condition that a card is shown in a lane, in a form that the lanes' index serves. */
export function laneCondition(lane: Lane, direct: readonly string[], bind: Bind): string {
  const assignable = (): string => `${STANDING} = ANY(${bind(direct)})`;
  if (lane === 'to-approve') return `t.lane = 'to-approve' AND NOT ${assignable()}`;
  if (lane === 'to-assign') {
    return `t.lane = 'to-assign' OR (t.lane = 'to-approve' AND ${assignable()})`;
  }
  return `t.lane = ${bind(lane)}`;
}
