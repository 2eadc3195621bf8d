import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { contentDigestOf } from '../../libs/event-store/event-hash.js';
import type { Journal } from './journal.js';
import { workloadEvent } from './workload.js';

export interface Disturbance {
  /** How often it happened. */
  count(): number;
  stop(): Promise<void>;
}

/** Repeats an attempt until it is stopped; what fails (the server is being killed, too) is tried anew. */
function disturb(pauseMs: number, attempt: (signal: AbortSignal) => Promise<void>): Disturbance {
  const abort = new AbortController();
  let count = 0;
  const running = (async () => {
    while (!abort.signal.aborted) {
      try {
        await attempt(abort.signal);
        count += 1;
      } catch {
        await pause(20);
      }
      await pause(pauseMs);
    }
  })();
  return {
    count: () => count,
    stop: () => {
      abort.abort();
      return running;
    },
  };
}

async function withClient<Value>(
  url: string,
  use: (client: pg.Client) => Promise<Value>,
): Promise<Value> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** An administrator ends one session that appends to this database; others on the server are other tests’. */
export const terminateWriters = (url: string, pauseMs: number): Disturbance =>
  disturb(pauseMs, () =>
    withClient(url, async (client) => {
      const { rowCount } = await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'gongdan:append' AND datname = current_database()
         ORDER BY random() LIMIT 1`,
      );
      if (!rowCount) throw new Error('nobody to end');
    }),
  );

/** A transaction that has nothing to do with the log, has written, and stays open. */
export const holdUnrelatedTransaction = (url: string): Disturbance =>
  disturb(0, (signal) =>
    withClient(url, async (client) => {
      await client.query('CREATE TABLE IF NOT EXISTS public.unrelated (n int)');
      await client.query('BEGIN');
      await client.query('INSERT INTO public.unrelated VALUES (1)');
      while (!signal.aborted) {
        await client.query('SELECT 1');
        await pause(50);
      }
      await client.query('ROLLBACK');
    }),
  );

/**
 * Somebody who appends inside a transaction of his own, takes his time before the end of it, and rolls
 * every second one back.
 */
export function appendSlowlyOrRollBack(
  url: string,
  journal: Journal,
  pauseMs: number,
): Disturbance {
  let operations = 0;
  return disturb(pauseMs, () =>
    withClient(url, async (client) => {
      operations += 1;
      const isKept = operations % 2 === 0;
      const operation = `slow:${operations}`;
      const stream = `slow-${operations % 5}`;
      const event = workloadEvent(randomUUID());
      const { id, type, occurredAt, actor, correlationId } = event;
      const dataText = JSON.stringify(event.data);
      const digest = contentDigestOf(stream, event, dataText);
      journal.intend({ operation, writes: [{ stream, expected: 'any', ids: [id] }] });
      await client.query('BEGIN');
      const { rows } = await client.query<{ first_position: string; versions: string[] }>(
        `SELECT first_position, versions FROM gongdan.append_batch(ARRAY[$1], ARRAY[-1],
           ARRAY['']::bytea[], ARRAY[1], ARRAY[1], ARRAY[-1], ARRAY[1], ARRAY[$7::bytea],
           ARRAY[ROW($1, $2, $3, 1, $4, $5, $6, null, null, $8, null, null, null, null)
             ::gongdan.event_input], false)`,
        [stream, id, type, occurredAt, actor, correlationId, digest, dataText],
      );
      await client.query('SELECT pg_sleep(0.03)');
      await client.query(isKept ? 'COMMIT' : 'ROLLBACK');
      const [row] = rows;
      journal.told(
        operation,
        isKept
          ? {
              status: 'appended',
              positions: [Number(row?.first_position)],
              versions: [Number(row?.versions[0]) + 1],
            }
          : { status: 'refused', code: 'ROLLED_BACK' },
      );
    }),
  );
}
