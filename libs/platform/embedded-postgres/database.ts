import { GongdanError } from '@gongdan/core';
import pg from 'pg';
import { SUPERUSER } from './cluster.js';

const DATABASE = 'gongdan';
/** Owner of the database and no superuser: what the log's triggers refuse, it cannot bypass in a session. */
const OWNER = 'gongdan';
const CONNECT_MS_MAX = 10_000;

/**
 * Makes the engine's role and database where they are missing. Answers the database's URL. Throws
 * `DATABASE.WRONG_PASSWORD`.
 */
export async function ensureDatabase(
  port: number,
  password: string,
  passwordFile: string,
): Promise<string> {
  const client = new pg.Client({
    connectionString: urlOf(SUPERUSER, password, port, 'postgres'),
    connectionTimeoutMillis: CONNECT_MS_MAX,
  });
  client.on('error', () => {}); // the failing query reports it
  try {
    await client.connect();
  } catch (error) {
    throw (error as { code?: unknown }).code === '28P01' ? wrongPassword(passwordFile) : error;
  }
  try {
    const found = await client.query<{ role: boolean; database: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS role,
              EXISTS (SELECT FROM pg_database WHERE datname = $2) AS database`,
      [OWNER, DATABASE],
    );
    if (found.rows[0]?.role !== true) {
      await client.query(`CREATE ROLE ${OWNER} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    }
    if (found.rows[0]?.database !== true) {
      await client.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER}`);
    }
  } finally {
    await client.end();
  }
  return urlOf(OWNER, password, port, DATABASE);
}

const urlOf = (user: string, password: string, port: number, database: string): string =>
  `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

const wrongPassword = (file: string): GongdanError =>
  new GongdanError({
    code: 'DATABASE.WRONG_PASSWORD',
    category: 'invalid',
    message: `The embedded database does not accept the password in ${file}.`,
    hint: 'Bring the file back from the backup of DATA_DIR that the database’s folder is from.',
  });
