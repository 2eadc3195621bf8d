import type { RecordedEvent } from '@gongdan/core';

/** Column types a projection may use, as PostgreSQL spells them. */
export type ColumnType =
  'text' | 'text[]' | 'integer' | 'bigint' | 'boolean' | 'timestamptz' | 'date' | 'jsonb';

export interface Column {
  readonly type: ColumnType;
  readonly nullable?: boolean;
  /**
   * Emptied when the customer in the row’s column `customer_id` is forgotten: NULL where nullable, else
   * `[forgotten]` (so it is nullable or text). Nothing else may be derived from personal members of
   * events: a rebuild after the key is gone no longer reads them.
   */
  readonly personal?: boolean;
}

/**
 * A value as a projection holds it: instants (canonical) and days as ISO text, bigints within the safe
 * range, jsonb as plain data. A row comes back from the table with the same values, but jsonb loses the
 * order of its members and those that are undefined: a fold must not depend on them.
 */
export type Cell = string | number | boolean | null | readonly string[] | object;

export type Row = { readonly [column: string]: Cell };

/**
 * A read model: one table, filled by a pure fold. For every event `keyOf` names the row it concerns
 * (undefined: none) and `apply` makes the new row from the old one (undefined: no such row, before or
 * after). Nothing else may flow in: no clock, no other table, no randomness, so that a rebuild gives the
 * same rows.
 */
export interface Projection<R extends Row = Row> {
  /** Kebab case; its consumer is `projection:<name>`, its table `<name with underscores>`. */
  readonly name: string;
  /** Raised when columns or fold change: the runner then rebuilds beside the live table and swaps. */
  readonly version: number;
  readonly table: string;
  readonly columns: { readonly [column in keyof R & string]: Column };
  readonly key: keyof R & string;
  /** `CREATE INDEX`-ready bodies: `(status, priority)`, `USING gin (text_search)` … */
  readonly indexes: readonly string[];
  readonly types: readonly string[];
  keyOf(event: RecordedEvent): string | undefined;
  apply(row: R | undefined, event: RecordedEvent): R | undefined;
}
