import { metricsOf } from '../../metrics/definitions.js';
import { dimension } from '../../metrics/dimensions.js';
import { carriedOverDays, ticketConditions } from '../list-sla-tickets/ticket-filter.js';
import { bucket, positions } from './clock-groups.js';
import {
  groupsOf,
  type CountedGroup,
  type MetricsQuestion,
  type Queryable,
} from './counted-group.js';
import { GROUPS_MAX } from './read-metrics.dto.js';
import { ticketsBehind } from './whats-behind.js';

/** Tickets by the working days that they were carried over to: in each period every ticket counts once. */
export async function carryOverGroups(
  client: Queryable,
  question: MetricsQuestion,
): Promise<CountedGroup[]> {
  const { family, periods, groupBy, filters } = question;
  const [first, last] = [periods[0], periods.at(-1)];
  const all = first && last && { ...first, toDay: last.toDay };
  const sql = ticketConditions({ ...filters, ...ticketsBehind({}, all, question) });
  if (all) sql.where(`c.day >= ${sql.bind(all.fromDay)} AND c.day < ${sql.bind(all.toDay)}`);
  const begins = periods.map(({ fromDay }) => fromDay);
  const period = bucket(sql, begins, 'c.day::date', 'date');
  const metrics = metricsOf(family);
  const counts = metrics.map(({ id, picks = {} }) => {
    const days = carriedOverDays(picks.carriedOverReason);
    return `count(DISTINCT t.ticket_id) FILTER (WHERE c.day = ANY(${days})) AS "${id}"`;
  });
  const keys = groupBy.map((id) => `coalesce(t.${dimension(id).ticketColumn}, '') AS "${id}"`);
  const { rows } = await client.query(
    `SELECT ${period} AS period, ${[...keys, ...counts].join(', ')}
       FROM gongdan.sla_ticket t, unnest(${carriedOverDays(undefined)}) AS c (day) ${sql.clause()}
      GROUP BY ${positions(groupBy.length)} ORDER BY ${positions(groupBy.length)}
      LIMIT ${GROUPS_MAX + 1}`,
    sql.values,
  );
  return groupsOf(rows, question, metrics);
}
