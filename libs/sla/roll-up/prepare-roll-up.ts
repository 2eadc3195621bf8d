import { handOver, holdConsumer, inTransaction } from '@gongdan/event-feed';
import type { Pool } from 'pg';
import { COUNT_VERDICTS } from './count-verdicts.js';
import { ROLL_UPS } from './roll-ups.js';

/** Raised whenever what is counted, or how, changes. */
const ROLL_UP_VERSION = 1;

/**
 * Has everything counted anew, from the log’s beginning, where the counters were made in another time zone
 * or by an older version. Answers whether it did.
 */
export function prepareRollUp(pool: Pool, timeZone: string): Promise<boolean> {
  return inTransaction(pool, 'BEGIN', async (client) => {
    // Before any lock on the tables: its batches lock in this order, too.
    await holdConsumer(client, COUNT_VERDICTS);
    const { rows } = await client.query<{ time_zone: string; version: number }>(
      `INSERT INTO gongdan.sla_day_basis AS b (time_zone, version) VALUES ($1, $2)
       ON CONFLICT (one) DO UPDATE SET one = true RETURNING b.time_zone, b.version`,
      [timeZone, ROLL_UP_VERSION],
    );
    const [basis] = rows;
    if (basis?.time_zone === timeZone && basis.version === ROLL_UP_VERSION) return false;
    const tables = [...ROLL_UPS.map(({ table }) => table), 'sla_day_run'];
    await client.query(`TRUNCATE ${tables.map((table) => `gongdan.${table}`).join(', ')}`);
    await client.query('UPDATE gongdan.sla_day_basis SET time_zone = $1, version = $2', [
      timeZone,
      ROLL_UP_VERSION,
    ]);
    await handOver(client, COUNT_VERDICTS, 0, []);
    return true;
  });
}
