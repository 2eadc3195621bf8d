import type { ClientBase } from 'pg';
import type { DimensionId } from '../../metrics/dimensions.js';
import type { Family } from '../../metrics/definitions.js';
import type { Period } from '../../metrics/periods.js';

export type Queryable = Pick<ClientBase, 'query'>;
export type Filters = { readonly [parameter: string]: readonly string[] };

/** What is asked, checked. */
export interface MetricsQuestion {
  readonly family: Family;
  readonly groupBy: readonly DimensionId[];
  /** By the lists’ parameters. */
  readonly filters: Filters;
  /** Empty: of now. */
  readonly periods: readonly Period[];
  readonly zone: string;
  /** The moment that “now” is. */
  readonly at: string;
}

/** The counts of one group, by metric. */
export interface CountedGroup {
  readonly period: Period | undefined;
  readonly values: Readonly<Record<string, string | null>>;
  readonly counts: Readonly<Record<string, number>>;
}

/** Rows of a statement whose columns are `period`, the dimensions and the metrics, each by its id. */
export const groupsOf = (
  rows: readonly Readonly<Record<string, unknown>>[],
  { groupBy, periods }: MetricsQuestion,
  metrics: readonly { readonly id: string }[],
): CountedGroup[] =>
  rows.map((row) => ({
    period: periods[Number(row['period']) - 1],
    values: Object.fromEntries(groupBy.map((id) => [id, (row[id] as string | null) || null])),
    counts: Object.fromEntries(metrics.map(({ id }) => [id, Number(row[id])])),
  }));
