import { invariant } from '@gongdan/core';
import type { ClientBase, Pool } from 'pg';

/**
 * Runs `work` in one transaction on a connection of its own and answers what it answers. `begin` starts
 * with `BEGIN` and may go on with SET LOCAL, locks and one SELECT, in the same round trip; the rows of its
 * last statement are handed to `work`. A connection that broke is not given back for further use.
 */
export async function inTransaction<Value>(
  pool: Pool,
  begin: string,
  work: (client: ClientBase, begun: readonly Record<string, unknown>[]) => Promise<Value>,
): Promise<Value> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError); // without a listener a lost connection would end the process
  try {
    const begun = lastRows(await client.query(begin));
    const value = await work(client, begun);
    const { command } = await client.query('COMMIT');
    // Of a transaction that failed PostgreSQL makes a rollback, and says so without an error.
    invariant(
      command === 'COMMIT',
      'PostgreSQL rolled back instead of committing: a failed statement was ignored',
    );
    return value;
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: Error) => void (broken = failed));
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

interface Answer {
  readonly rows: readonly Record<string, unknown>[];
}

/** `pg` answers several statements in one string with a list. */
const lastRows = (answer: Answer | readonly Answer[]): readonly Record<string, unknown>[] =>
  ('rows' in answer ? answer : answer.at(-1))?.rows ?? [];
