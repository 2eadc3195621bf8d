import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** All that the event store keeps: the events with the commands that led to them. */
const TABLE = 'gongdan.event';

/**
 * A logical dump by COPY, of one moment: what `pg_dump --data-only` does, on machines that have no
 * pg_dump of the server’s version (the embedded PostgreSQL brings none).
 */
export async function dumpByCopy(url: string, folder: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const rows = client.query(copyTo(`COPY ${TABLE} TO STDOUT`));
  await pipeline(rows, createWriteStream(join(folder, TABLE)));
  await client.query('COMMIT');
  await client.end();
}

/** Loads a dump into empty tables. */
export async function loadByCopy(url: string, folder: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  const rows = client.query(copyFrom(`COPY ${TABLE} FROM STDIN`));
  await pipeline(createReadStream(join(folder, TABLE)), rows);
  await client.query('COMMIT');
  await client.end();
}
