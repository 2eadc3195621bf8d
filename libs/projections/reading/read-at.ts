import { inTransaction } from '@gongdan/event-feed';
import pg, { type ClientBase, type Pool } from 'pg';
import type { Definition } from '../definition.js';
import { inSchema } from '../table/table-statements.js';

/** What a query found, and the log position that it shows. */
export interface ReadAt<Value> {
  readonly position: number;
  readonly value: Value;
}

/**
 * Runs a query on the tables of projections and tells which position of the log they show (the least,
 * where they differ), both of one snapshot. The tables are locked against being swapped before the
 * snapshot is taken: else the new table could be read with the old one’s position.
 */
export function readAt<Value>(
  pool: Pool,
  definitions: readonly Definition[],
  query: (client: ClientBase) => Promise<Value>,
): Promise<ReadAt<Value>> {
  const tables = definitions.map(({ table }) => inSchema(table)).join(', ');
  const names = definitions.map(({ consumer }) => pg.escapeLiteral(consumer)).join(', ');
  const begin = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    LOCK TABLE ${tables} IN ACCESS SHARE MODE;
    SELECT min(position) AS position FROM gongdan.consumer_checkpoint WHERE name IN (${names})`;
  return inTransaction(pool, begin, async (client, [row]) => ({
    position: Number(row?.['position'] ?? 0),
    value: await query(client),
  }));
}
