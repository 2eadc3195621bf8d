import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** What the event store keeps, in the order in which it can be loaded. */
const TABLES = ['gongdan.event', 'gongdan.command'];

/**
 * A logical dump by COPY, of one moment: what `pg_dump --data-only` does, on machines that have no
 * pg_dump of the server’s version (the embedded PostgreSQL brings none).
 */
export async function dumpByCopy(url: string, folder: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  for (const table of TABLES) {
    const rows = client.query(copyTo(`COPY ${table} TO STDOUT`));
    await pipeline(rows, createWriteStream(join(folder, table)));
  }
  await client.query('COMMIT');
  await client.end();
}

/** Loads a dump into empty tables. */
export async function loadByCopy(url: string, folder: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  for (const table of TABLES) {
    const rows = client.query(copyFrom(`COPY ${table} FROM STDIN`));
    await pipeline(createReadStream(join(folder, table)), rows);
  }
  await client.query('COMMIT');
  await client.end();
}
