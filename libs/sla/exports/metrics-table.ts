import { formatBusinessDuration } from '@gongdan/calendar';
import { metricsOf, type Metric } from '../metrics/definitions.js';
import type {
  MetricsAnswer,
  MetricsGroupAnswer,
} from '../queries/read-metrics/read-metrics.dto.js';
import { hoursOf, tableOf, type ColumnOf, type Table } from './table.js';

/** A line for each group: its days and values, then every figure. */
export function metricsTable({ family, groups }: MetricsAnswer): Table {
  const dimensions = Object.keys(groups[0]?.values ?? {});
  const isOfDays = groups.some(({ from }) => from !== null);
  const columns: readonly ColumnOf<MetricsGroupAnswer>[] = [
    ...(isOfDays ? days : []),
    ...dimensions.map((id): ColumnOf<MetricsGroupAnswer> => [
      id,
      ({ values }) => values[id] ?? null,
    ]),
    ...metricsOf(family).flatMap(columnsOf),
  ];
  return tableOf(`sla-${family}`, columns, groups);
}

const days: readonly ColumnOf<MetricsGroupAnswer>[] = [
  ['from', ({ from }) => from],
  ['to (not included)', ({ to }) => to],
];

const columnsOf = ({ id, unit }: Metric): readonly ColumnOf<MetricsGroupAnswer>[] => {
  const value = ({ figures }: MetricsGroupAnswer): number | null =>
    figures.find(({ metric }) => metric === id)?.value ?? null;
  if (unit !== 'ms') return [[id, value]];
  return [
    [`${id} (ISO 8601)`, (group) => formatBusinessDuration(value(group) ?? 0)],
    [`${id} (hours)`, (group) => hoursOf(value(group))],
  ];
};
