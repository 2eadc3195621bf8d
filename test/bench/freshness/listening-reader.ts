import { LOG_CHANNEL } from '@gongdan/event-store';
import pg from 'pg';
import type { Reader } from './steady-load.js';

/** The least that a reader can do: be told, select what is new, wake who waits. */
export async function withListener<Value>(
  url: string,
  work: (reader: Reader) => Promise<Value>,
): Promise<Value> {
  const [listening, reading] = [new pg.Client(url), new pg.Client(url)];
  await Promise.all([listening.connect(), reading.connect()]);
  const waiting = new Map<number, () => void>();
  const last = await reading.query<{ max: string | null }>(
    'SELECT max(position) FROM gongdan.event',
  );
  let seen = Number(last.rows[0]?.max ?? 0);
  let reads: Promise<void> = Promise.resolve();
  const readOn = async (): Promise<void> => {
    const { rows } = await reading.query<{ position: string }>(
      'SELECT position, data FROM gongdan.event WHERE position > $1 ORDER BY position',
      [seen],
    );
    for (const row of rows) {
      seen = Number(row.position);
      waiting.get(seen)?.();
      waiting.delete(seen);
    }
  };
  listening.on('notification', () => void (reads = reads.then(readOn)));
  await listening.query(`LISTEN ${LOG_CHANNEL}`);
  try {
    return await work((position) =>
      position <= seen
        ? Promise.resolve()
        : new Promise<void>((resolve) => void waiting.set(position, resolve)),
    );
  } finally {
    await listening.end();
    await reads;
    await reading.end();
  }
}
