import { Filter } from '@gongdan/platform';
import { metricsOf, type Metric } from '../../metrics/definitions.js';
import { DIMENSIONS, dimension } from '../../metrics/dimensions.js';
import { OUTCOMES, rollUpFor, type RollUp } from '../../roll-up/roll-ups.js';
import { clockConditions, NONE } from '../list-clocks/clock-filter.js';
import {
  groupsOf,
  type CountedGroup,
  type MetricsQuestion,
  type Queryable,
} from './counted-group.js';
import { GROUPS_MAX } from './read-metrics.dto.js';

/** The roll-up that can answer; undefined: the clocks themselves have to be counted. */
export function rollUpOf({ groupBy, filters, zone }: MetricsQuestion, standardZone: string) {
  if (zone !== standardZone) return undefined;
  const filtered = DIMENSIONS.filter(({ parameter }) => filters[parameter] !== undefined);
  return rollUpFor([...groupBy, ...filtered.map(({ id }) => id)]);
}

/** Verdicts by the day on which clocks were due, from counters that were kept. */
export async function rolledUpGroups(
  client: Queryable,
  question: MetricsQuestion,
  { table }: RollUp,
): Promise<CountedGroup[]> {
  const { periods, groupBy, filters } = question;
  const sql = new Filter();
  const begins = periods.map(({ fromDay }) => fromDay);
  const period = bucket(sql, begins, 't.day', 'date');
  sql.where(`t.day >= ${sql.bind(periods[0]?.fromDay)}`);
  sql.where(`t.day < ${sql.bind(periods.at(-1)?.toDay)}`);
  for (const { id, parameter } of DIMENSIONS) {
    const values = filters[parameter];
    // Counters hold empty text where clocks have nothing.
    const held = values?.map((value) => (value === NONE ? '' : value));
    if (held) sql.where(`t."${id}" = ANY(${sql.bind(held)})`);
  }
  const metrics = counted(question);
  const sums = metrics.map(({ id, picks }) => {
    const states = OUTCOMES.filter((outcome) => picks?.states?.includes(outcome));
    return `sum(${states.map((state) => `t.${state}`).join(' + ')})::bigint AS "${id}"`;
  });
  const { rows } = await client.query(
    `SELECT ${period} AS period,
            ${[...groupBy.map((id) => `t."${id}"`), ...sums].join(', ')}
       FROM gongdan.${table} t ${sql.clause()}
      GROUP BY ${positions(groupBy.length)}
     HAVING sum(t.met + t.missed + t.breached) > 0
      ORDER BY ${positions(groupBy.length)} LIMIT ${GROUPS_MAX + 1}`,
    sql.values,
  );
  return groupsOf(rows, question, metrics);
}

/** Clocks counted one by one: by the day they were due, or as they stand now. */
export async function countedClockGroups(
  client: Queryable,
  question: MetricsQuestion,
): Promise<CountedGroup[]> {
  const { periods, groupBy, filters } = question;
  const metrics = counted(question);
  const state = [...new Set(metrics.flatMap(({ picks }) => picks?.states ?? []))];
  const [first, last] = [periods[0], periods.at(-1)];
  const range = first && last ? { dueFrom: first.from, dueTo: last.to } : {};
  const sql = clockConditions({ ...filters, state, ...range });
  const begins = periods.map(({ from }) => from);
  const period = bucket(sql, begins, 't.counted_at', 'timestamptz');
  const counts = metrics.map(
    ({ id, picks }) =>
      `count(*) FILTER (WHERE t.state = ANY(${sql.bind(picks?.states)})) AS "${id}"`,
  );
  const keys = groupBy.map((id) => `coalesce(t.${dimension(id).clockColumn}, '') AS "${id}"`);
  const { rows } = await client.query(
    `SELECT ${period} AS period, ${[...keys, ...counts].join(', ')}
       FROM gongdan.sla_clock t ${sql.clause()}
      GROUP BY ${positions(groupBy.length)} ORDER BY ${positions(groupBy.length)}
      LIMIT ${GROUPS_MAX + 1}`,
    sql.values,
  );
  return groupsOf(rows, question, metrics);
}

const counted = ({ family }: MetricsQuestion): readonly Metric[] =>
  metricsOf(family).filter(({ unit }) => unit === 'count');

/** Which of the periods: 1 and up; of one or none there is nothing to be found out. */
export const bucket = (
  sql: Filter,
  begins: readonly string[],
  column: string,
  type: 'date' | 'timestamptz',
): string => (begins.length > 1 ? `width_bucket(${column}, ${sql.bind(begins)}::${type}[])` : '1');

/** The first columns of a statement, period first. */
export const positions = (groupBy: number): string =>
  Array.from({ length: groupBy + 1 }, (_, index) => index + 1).join(', ');
