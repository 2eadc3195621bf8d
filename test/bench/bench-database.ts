import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '@gongdan/platform';

/** Connections of the bench's own programs beside those of the engine. */
const CONNECTIONS_MAX = 40;

export interface BenchDatabase {
  /** DATA_DIR of this database. */
  readonly dataFolder: string;
  /** Of the engine's own database, as the engine's user. */
  readonly url: string;
  /** One more database in the same server. Answers its URL. */
  createDatabase(name: string): Promise<string>;
  /** Stops the server and removes its folder. */
  remove(): Promise<void>;
}

/** The engine's embedded PostgreSQL, durable and with its usual settings, in a temporary DATA_DIR. */
export async function openBenchDatabase(): Promise<BenchDatabase> {
  const dataFolder = temporaryFolder();
  const database = await openDatabase(
    { dataDir: dataFolder, databaseConnectionsMax: CONNECTIONS_MAX },
    { purpose: 'a benchmark', note: () => undefined },
  );
  return {
    dataFolder,
    url: database.url,
    createDatabase: (name) => createDatabase(database.url, dataFolder, name),
    remove: async () => {
      await database.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** A folder that the database's system user may enter, too. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gongdan-bench-'));
  chmodSync(folder, 0o755);
  return folder;
}

async function createDatabase(url: string, dataFolder: string, name: string): Promise<string> {
  const owned = new URL(url);
  const owner = owned.username;
  owned.pathname = `/${name}`;
  const superuser = new URL(url);
  superuser.username = 'postgres';
  superuser.password = readFileSync(join(dataFolder, 'postgres-password'), 'utf8').trim();
  superuser.pathname = '/postgres';
  const client = new pg.Client({ connectionString: superuser.href });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name} OWNER ${owner}`);
  } finally {
    await client.end();
  }
  return owned.href;
}
