import type { ClientBase, Pool, PoolClient } from 'pg';
import { rebuildRunning } from '../projection-errors.js';

/** First half of the advisory locks of this library; the second is the projection’s name, hashed. */
const REBUILD_LOCK_CLASS = 1_735_289_185;
const CREATION_LOCK_CLASS = 1_735_289_186;

/**
 * A connection that holds the projection’s rebuild lock until `end`: one rebuild or check of a projection
 * at a time, in all processes. It falls with the connection, hence with the process. Throws
 * `PROJECTION.REBUILD_RUNNING` where another one has it.
 */
export async function connectExclusively(
  pool: Pool,
  projection: string,
): Promise<{ readonly client: PoolClient; end(): Promise<void> }> {
  const client = await pool.connect();
  const onError = (): void => undefined; // the next statement fails; without a listener all would end
  client.on('error', onError);
  const end = async (): Promise<void> => {
    await client.query('ROLLBACK; SELECT pg_advisory_unlock_all()').catch(() => undefined);
    client.release(true); // closes the connection: settings and temporary tables go with it
  };
  try {
    const { rows } = await client.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock($1::int, hashtext($2)) AS taken',
      [REBUILD_LOCK_CLASS, projection],
    );
    if (rows[0]?.taken !== true) throw rebuildRunning(projection);
    return { client, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Expression that is true while some process holds the rebuild lock of the named projection. */
export const rebuildIsAlive = (nameExpression: string): string =>
  `EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = ${REBUILD_LOCK_CLASS}
             AND objid = (hashtext(${nameExpression})::bigint & 4294967295)::oid AND objsubid = 2
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`;

/** For the rest of the transaction: nobody else makes this projection’s table. */
export async function lockCreation(client: ClientBase, projection: string): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1::int, hashtext($2))', [
    CREATION_LOCK_CLASS,
    projection,
  ]);
}
