// Starts one throw-away PostgreSQL for the whole test run (or uses TEST_DATABASE_URL where it is set).
// Durability is off here: crash tests start servers of their own with fsync on.
import { useMemoryForTemporaryFiles } from './temporary-folder.mjs';
import { startThrowAwayPostgres } from './throw-away-postgres.mjs';

export default async () => {
  useMemoryForTemporaryFiles();
  if (process.env.TEST_DATABASE_URL) return;
  const server = await startThrowAwayPostgres({ durable: false });
  process.env.TEST_DATABASE_URL = server.url;
  globalThis.__GONGDAN_TEST_POSTGRES__ = server;
};
