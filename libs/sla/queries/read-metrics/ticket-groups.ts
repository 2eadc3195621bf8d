import { metricsOf, type Metric } from '../../metrics/definitions.js';
import { dimension } from '../../metrics/dimensions.js';
import { ticketConditions } from '../list-sla-tickets/ticket-filter.js';
import { bucket, positions } from './clock-groups.js';
import {
  groupsOf,
  type CountedGroup,
  type MetricsQuestion,
  type Queryable,
} from './counted-group.js';
import { GROUPS_MAX } from './read-metrics.dto.js';
import { ticketsBehind } from './whats-behind.js';

/** Tickets by the day of their first resolution, or those that wait now. */
export async function ticketGroups(
  client: Queryable,
  question: MetricsQuestion,
): Promise<CountedGroup[]> {
  const { family, periods, groupBy, filters } = question;
  const [first, last] = [periods[0], periods.at(-1)];
  const span = first && last && { ...first, to: last.to };
  const all = ticketsBehind({}, span, question);
  const sql = ticketConditions({ ...filters, ...all });
  const begins = periods.map(({ from }) => from);
  const period = bucket(sql, begins, 't.resolved_at', 'timestamptz');
  const metrics = metricsOf(family).filter(({ unit }) => unit !== 'share');
  const columns = metrics.map((metric) => `${columnOf(metric)} AS "${metric.id}"`);
  const keys = groupBy.map((id) => `coalesce(t.${dimension(id).ticketColumn}, '') AS "${id}"`);
  const { rows } = await client.query(
    `SELECT ${period} AS period, ${[...keys, ...columns].join(', ')}
       FROM gongdan.sla_ticket t ${sql.clause()}
      GROUP BY ${positions(groupBy.length)} ORDER BY ${positions(groupBy.length)}
      LIMIT ${GROUPS_MAX + 1}`,
    sql.values,
  );
  return groupsOf(rows, question, metrics);

  function columnOf({ picks = {}, sum }: Metric): string {
    if (sum !== undefined) return `coalesce(sum(t.${sum}_ms), 0)::bigint`;
    // The same conditions as the list that shows what is behind the figure.
    const part = ticketsBehind(picks, undefined, question);
    const own = ticketConditions(part, sql.beside());
    return `count(*) FILTER (${own.clause()})`;
  }
}
