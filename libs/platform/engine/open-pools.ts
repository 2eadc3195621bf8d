import type { DataSource } from 'typeorm';
import { createDataSource, createPool } from '../database/index.js';
import { SessionEntity, UserAccountEntity } from '../identity/index.js';
import type { Settings } from '../settings/index.js';
import type { Closer } from './closers.js';

/** Connections of the feed and the projections, which have no time limit for a statement. */
const WORK_CONNECTIONS_MAX = 12;

interface PoolOptions {
  readonly settings: Settings;
  readonly databaseUrl: string;
  readonly note: (line: string) => void;
}

/** For queries, and for long work. */
export function openPools({ settings, databaseUrl, note }: PoolOptions, closers: Closer[]) {
  const shared = {
    url: databaseUrl,
    waitMsMax: settings.databaseWaitMsMax,
  };
  const lost = (name: string) => (error: Error) =>
    note(`A database connection (${name}) was lost: ${error.message}`);
  const pool = createPool({
    ...shared,
    name: 'queries',
    onError: lost('queries'),
    connectionsMax: settings.databaseConnectionsMax,
    statementMsMax: settings.statementMsMax,
  });
  const workPool = createPool({
    ...shared,
    name: 'work',
    onError: lost('work'),
    connectionsMax: WORK_CONNECTIONS_MAX,
  });
  closers.push(
    () => pool.end(),
    () => workPool.end(),
  );
  return { pool, workPool };
}

/** Logins and sessions go by TypeORM, on connections of their own. */
export async function openAccountsDatabase(
  { settings, databaseUrl, note }: PoolOptions,
  closers: Closer[],
): Promise<DataSource> {
  const dataSource = createDataSource({
    url: databaseUrl,
    entities: [UserAccountEntity, SessionEntity],
    waitMsMax: settings.databaseWaitMsMax,
    statementMsMax: settings.statementMsMax,
    onError: (error) => note(`A database connection (accounts) was lost: ${error.message}`),
  });
  await dataSource.initialize();
  closers.push(() => dataSource.destroy());
  return dataSource;
}
