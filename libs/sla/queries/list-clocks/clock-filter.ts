import type { Caller } from '@gongdan/contracts';
import { withoutUndefined } from '@gongdan/core';
import { assignedOnlyTo, checkedInstant, Filter } from '@gongdan/platform';
import type { SlaClockRow } from '../../projections/sla-clock/sla-clock.projection.js';

/** In a filter: those that have no such value. */
export const NONE = 'none';

/** Each a list of values of one column. */
const CLOCK_LISTS = {
  state: 'state',
  clock: 'clock',
  subjectKind: 'subject_kind',
  subjectId: 'subject_id',
  customerId: 'customer_id',
  technicianId: 'technician_id',
  team: 'team',
  category: 'category',
  priority: 'priority',
  tier: 'tier',
  region: 'region',
  workflow: 'workflow',
} as const satisfies Readonly<Record<string, keyof SlaClockRow>>;
export type ClockListName = keyof typeof CLOCK_LISTS;

/** Each half-open: from this moment on, and before that one. */
const CLOCK_RANGES = {
  started: 'started_at',
  due: 'counted_at',
  breached: 'breached_at',
  ended: 'ended_at',
} as const satisfies Readonly<Record<string, keyof SlaClockRow>>;
export type ClockRangeName = keyof typeof CLOCK_RANGES;

export type ClockFilter = { readonly [Name in ClockListName]?: readonly string[] } & {
  readonly [Name in `${ClockRangeName}${'From' | 'To'}`]?: string;
} & {
  /** The technician whose tickets are all that a caller sees; null: none. */
  readonly visibleTo?: string | null;
};

const LISTS = Object.entries(CLOCK_LISTS) as [ClockListName, keyof SlaClockRow][];
const RANGES = Object.entries(CLOCK_RANGES) as [ClockRangeName, keyof SlaClockRow][];

/** What a query string and its caller’s rights ask for. */
export function clockFilterOf(
  query: Partial<Record<ClockListName, readonly string[]>> &
    Partial<Record<`${ClockRangeName}${'From' | 'To'}`, string>>,
  caller: Caller,
): ClockFilter {
  const lists = LISTS.map(([name]) => [name, query[name]]);
  const ranges = RANGES.flatMap(([name]) =>
    ([`${name}From`, `${name}To`] as const).map((bound) => {
      const text = query[bound];
      return [bound, text === undefined ? undefined : checkedInstant(text)];
    }),
  );
  const visibleTo = assignedOnlyTo(caller);
  return withoutUndefined({
    ...Object.fromEntries([...lists, ...ranges]),
    visibleTo,
  });
}

/** The filter in SQL, on alias `t`; says what `passes` says. */
export function clockConditions(filter: ClockFilter): Filter {
  const sql = new Filter();
  for (const [name, column] of LISTS) {
    const values = filter[name];
    if (values !== undefined) sql.where(oneOf(sql, column, values));
  }
  for (const [name, column] of RANGES) {
    const { [`${name}From` as const]: from, [`${name}To` as const]: to } = filter;
    if (from !== undefined) sql.where(`t."${column}" >= ${sql.bind(from)}`);
    if (to !== undefined) sql.where(`t."${column}" < ${sql.bind(to)}`);
  }
  if (filter.visibleTo !== undefined) sql.where(visibleCondition(sql, filter.visibleTo));
  return sql;
}

function oneOf(sql: Filter, column: string, values: readonly string[]): string {
  const named = values.filter((value) => value !== NONE);
  const isNone = `t."${column}" IS NULL`;
  if (named.length === 0) return isNone;
  const isNamed =
    named.length === 1
      ? `t."${column}" = ${sql.bind(named[0])}`
      : `t."${column}" = ANY(${sql.bind(named)})`;
  return values.includes(NONE) ? `${isNamed} OR ${isNone}` : isNamed;
}

/** As tickets do it: lead or assistant now, whoever held it when the clock was last heard of. */
function visibleCondition(sql: Filter, technicianId: string | null): string {
  if (technicianId === null) return 'false';
  const id = sql.bind(technicianId);
  return `t.subject_kind = 'ticket' AND t.subject_id IN (
    SELECT s.ticket_id FROM gongdan.sla_ticket s
     WHERE s.technician_id = ${id} OR s.assistant_ids @> ARRAY[${id}::text])`;
}

/** What `clockConditions` says, of a row in hand; who may see it was decided before. */
export function passesClockFilter(filter: ClockFilter, row: SlaClockRow): boolean {
  return (
    LISTS.every(([name, column]) => {
      const values = filter[name];
      return values === undefined || values.includes((row[column] as string | null) ?? NONE);
    }) &&
    RANGES.every(([name, column]) => {
      const { [`${name}From` as const]: from, [`${name}To` as const]: to } = filter;
      const at = row[column] as string | null;
      if (from === undefined && to === undefined) return true;
      return at !== null && (from === undefined || at >= from) && (to === undefined || at < to);
    })
  );
}
