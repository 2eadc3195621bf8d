import { withoutUndefined } from '@gongdan/core';
import { checkedInstant } from '@gongdan/platform';
import type { DueState, RowPromises } from '../../projections/index.js';
import type { DueQuery } from './due.dto.js';

/** What of its promises a ticket may be looked for by. */
export interface DueFilter {
  readonly dueState?: readonly DueState[];
  readonly dueClock?: string;
  /** Due at or after. */
  readonly dueFrom?: string;
  /** Due before. */
  readonly dueBefore?: string;
}

export const dueFilterOf = ({ dueState, dueClock, dueFrom, dueBefore }: DueQuery): DueFilter =>
  withoutUndefined({
    dueState: dueState as DueState[] | undefined,
    dueClock,
    dueFrom: dueFrom === undefined ? undefined : checkedInstant(dueFrom),
    dueBefore: dueBefore === undefined ? undefined : checkedInstant(dueBefore),
  });

/** Conditions on a table with promises, alias `t`. */
export function dueConditions(
  { dueState, dueClock, dueFrom, dueBefore }: DueFilter,
  bind: (value: unknown) => string,
): string[] {
  const conditions: string[] = [];
  // One value keeps the order of an index, several need a sort.
  if (dueState?.length === 1) conditions.push(`t.due_state = ${bind(dueState[0])}`);
  else if (dueState !== undefined) conditions.push(`t.due_state = ANY(${bind(dueState)})`);
  if (dueClock !== undefined) conditions.push(`t.due_clock = ${bind(dueClock)}`);
  if (dueFrom !== undefined) conditions.push(`t.due_at >= ${bind(dueFrom)}`);
  if (dueBefore !== undefined) conditions.push(`t.due_at < ${bind(dueBefore)}`);
  return conditions;
}

/** What `dueConditions` says in SQL, said of a row in memory. */
export function isDue(
  { dueState, dueClock, dueFrom, dueBefore }: DueFilter,
  row: Pick<RowPromises, 'due_at' | 'due_clock' | 'due_state'>,
): boolean {
  const { due_at: dueAt, due_clock: clock, due_state: state } = row;
  return (
    (dueState === undefined || (state !== null && dueState.includes(state))) &&
    (dueClock === undefined || dueClock === clock) &&
    (dueFrom === undefined || (dueAt !== null && dueAt >= dueFrom)) &&
    (dueBefore === undefined || (dueAt !== null && dueAt < dueBefore))
  );
}
