import pg from 'pg';
import { DataSource, type MixedList } from 'typeorm';

/** Two engines that start at once on one database migrate one after the other. */
const MIGRATION_LOCK = 7_403_001;
const CONNECT_MS_MAX = 10_000;

/**
 * Brings the schema up to date; running it again changes nothing. Answers the names of what ran. On
 * connections of its own without a time limit: a migration of a large table may take minutes.
 */
export async function migrate(
  url: string,
  migrations: MixedList<Function>,
): Promise<readonly string[]> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'gongdan migration',
    connectionTimeoutMillis: CONNECT_MS_MAX,
  });
  client.on('error', () => {}); // the failing query reports it
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query('CREATE SCHEMA IF NOT EXISTS gongdan');
    return await runMigrations(url, migrations);
  } finally {
    await client.end();
  }
}

async function runMigrations(
  url: string,
  migrations: MixedList<Function>,
): Promise<readonly string[]> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    schema: 'gongdan',
    migrationsTableName: 'migration',
    migrations,
    poolSize: 1,
    logging: false,
  });
  await dataSource.initialize();
  try {
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    return ran.map((migration) => migration.name);
  } finally {
    await dataSource.destroy();
  }
}
