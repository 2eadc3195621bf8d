import pg, { type ClientBase, type Pool, type QueryResult } from 'pg';
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
export async function readAt<Value>(
  pool: Pool,
  definitions: readonly Definition[],
  query: (client: ClientBase) => Promise<Value>,
): Promise<ReadAt<Value>> {
  const tables = definitions.map(({ table }) => inSchema(table)).join(', ');
  const names = definitions.map(({ consumer }) => pg.escapeLiteral(consumer)).join(', ');
  const begin = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    LOCK TABLE ${tables} IN ACCESS SHARE MODE;
    SELECT min(position) AS position FROM gongdan.consumer_checkpoint WHERE name IN (${names})`;
  const client = await pool.connect();
  const onError = (): void => undefined; // the query fails by itself
  client.on('error', onError);
  const giveBack = (error?: Error): void => {
    client.off('error', onError);
    client.release(error);
  };
  try {
    // `pg` answers several statements in one string with a list, which its types do not say.
    const answers = (await client.query(begin)) as unknown as readonly QueryResult<PositionRow>[];
    const position = Number(answers.at(-1)?.rows[0]?.position ?? 0);
    return { position, value: await query(client) };
  } finally {
    // Nothing was written, so nobody needs to wait for the end of the transaction.
    client.query('ROLLBACK').then(() => giveBack(), giveBack);
  }
}

interface PositionRow {
  readonly position: string | null;
}
