import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource, type MixedList } from 'typeorm';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A new, empty database for one test file, with the given migrations run on it. */
export async function createTestDatabase(migrations: MixedList<Function>): Promise<TestDatabase> {
  const serverUrl = process.env['TEST_DATABASE_URL'];
  if (serverUrl === undefined) throw new Error('TEST_DATABASE_URL is not set by the test set-up');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrate(url.href, migrations);
  return {
    url: url.href,
    async drop() {
      await connectionsGone(serverUrl, name);
      await onServer(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** Most looks for connections that are just closing; what is left then is cut. */
const LOOKS_MAX = 200;

/** Sockets that were closed take the server a moment to notice; cutting them would look like a failure. */
async function connectionsGone(serverUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    for (let look = 0; look < LOOKS_MAX; look++) {
      const { rowCount } = await client.query(
        'SELECT pg_sleep(0.01) FROM pg_stat_activity WHERE datname = $1',
        [name],
      );
      if (rowCount === 0) return;
    }
  } finally {
    await client.end();
  }
}

export async function migrate(url: string, migrations: MixedList<Function>): Promise<void> {
  const dataSource = new DataSource({ type: 'postgres', url, migrations, logging: false });
  await dataSource.initialize();
  await dataSource.runMigrations({ transaction: 'each' });
  await dataSource.destroy();
}

async function onServer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
