import pg from 'pg';

const CONNECT_MS_MAX = 10_000;

/** Whether the store’s tables are in that database. Throws what node-postgres throws where it is away. */
export async function isEventStoreSetUp(connectionString: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString,
    application_name: 'gongdan:read',
    connectionTimeoutMillis: CONNECT_MS_MAX,
    query_timeout: CONNECT_MS_MAX,
  });
  client.on('error', () => {}); // the failing query reports it
  await client.connect();
  try {
    const { rows } = await client.query<{ there: boolean }>(
      `SELECT to_regclass('gongdan.event') IS NOT NULL AS there`,
    );
    return rows[0]?.there === true;
  } finally {
    await client.end();
  }
}
