import { faultPoint, invariant, isPlanted } from '@gongdan/core';
import { handOver, holdConsumer, type Parking } from '@gongdan/event-feed';
import type { ClientBase } from 'pg';
import type { Definition } from '../definition.js';
import { swapTables } from '../table/table-statements.js';

/** The live table is asked for no longer than this: who wants to read it meanwhile waits behind. */
const SWAP_LOCK_TIMEOUT_MS = 1_000;
/** A process that is stopped in the middle of a swap must not keep readers out for longer. */
const SWAP_IDLE_TIMEOUT_MS = 10_000;

const LOCK_NOT_AVAILABLE = '55P03';

/** What the swap needs of the rebuild. */
export interface Swap {
  readonly definition: Definition;
  readonly client: ClientBase;
  /**
   * Folds the new table on, in the swap’s transaction, at least up to where the live one is; answers its
   * position.
   */
  readonly foldOn: (live: number) => Promise<number>;
  readonly unfolded: readonly Parking[];
}

/**
 * One transaction: the consumer is kept waiting by its row’s lock, the last events are folded in, the
 * tables change names, the checkpoint and its letters become the new table’s. Answers the position of the
 * new table; undefined where somebody kept the live table busy (nothing was changed then).
 */
export async function trySwap(swap: Swap): Promise<number | undefined> {
  const { client } = swap;
  await client.query(
    `BEGIN; SET LOCAL lock_timeout = ${SWAP_LOCK_TIMEOUT_MS};
     SET LOCAL idle_in_transaction_session_timeout = ${SWAP_IDLE_TIMEOUT_MS}`,
  );
  try {
    const position = await swapInTransaction(swap);
    await faultPoint('rebuild.before-swap');
    await client.query('COMMIT');
    return position;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    if ((error as { code?: unknown }).code === LOCK_NOT_AVAILABLE) return undefined;
    throw error;
  }
}

async function swapInTransaction(swap: Swap): Promise<number> {
  const { definition, client, foldOn, unfolded } = swap;
  const { consumer, name, version, table, projection } = definition;
  const live = await holdConsumer(client, consumer);
  const position = isPlanted('rebuild.swap-before-caught-up') ? live : await foldOn(live);
  invariant(
    position >= live,
    `the new table of ${name} is at ${position}, the live one at ${live}`,
  );
  const { rows } = await client.query<{ table_name: string }>(
    'SELECT table_name FROM gongdan.projection WHERE name = $1 FOR UPDATE',
    [name],
  );
  for (const statement of swapTables(definition, rows[0]?.table_name ?? table)) {
    await client.query(statement);
  }
  await client.query(
    `UPDATE gongdan.projection
        SET version = $2, table_name = $3, columns = $4, rebuilt_at = clock_timestamp()
      WHERE name = $1`,
    [name, version, table, JSON.stringify(projection.columns)],
  );
  await handOver(client, consumer, position, unfolded);
  await client.query('DELETE FROM gongdan.projection_rebuild WHERE name = $1', [name]);
  return position;
}
