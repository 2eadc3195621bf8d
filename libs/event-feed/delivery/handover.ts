import pg, { type ClientBase } from 'pg';
import { lockCheckpoint } from './checkpoint-store.js';
import { park, type Parking } from './dead-letter-store.js';

/**
 * Keeps a consumer waiting for the rest of the transaction and answers its position (0: it has none yet).
 * For who replaces what the consumer has made (a rebuild). Take it before any lock on the consumer’s
 * tables: its batches lock in this order, too.
 */
export async function holdConsumer(client: ClientBase, consumer: string): Promise<number> {
  const { rows } = await client.query<{ position: string }>(
    lockCheckpoint(pg.escapeLiteral(consumer)),
  );
  return Number(rows[0]?.position ?? 0);
}

/**
 * In the transaction of `holdConsumer`: the consumer goes on after `position`, with these letters in
 * place of those it had.
 */
export async function handOver(
  client: ClientBase,
  consumer: string,
  position: number,
  letters: readonly Parking[],
): Promise<void> {
  await client.query(
    `INSERT INTO gongdan.consumer_checkpoint AS c (name, position) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE
        SET position = EXCLUDED.position, generation = c.generation + 1,
            updated_at = clock_timestamp()`,
    [consumer, position],
  );
  await client.query('DELETE FROM gongdan.dead_letter WHERE consumer = $1', [consumer]);
  if (letters.length > 0) await park(client, consumer, letters);
}
