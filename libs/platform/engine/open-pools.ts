import type { DataSource } from 'typeorm';
import { createDataSource, createPool } from '../database/index.js';
import { SessionEntity, UserAccountEntity } from '../identity/index.js';
import type { Settings } from '../settings/index.js';
import type { Closer } from './closers.js';
import { quietNote } from './quiet-note.js';

/** Connections of the feed and the projections, which have no time limit for a statement. */
const WORK_CONNECTIONS_MAX = 12;

interface PoolOptions {
  readonly settings: Settings;
  readonly databaseUrl: string;
  readonly note: (line: string) => void;
}

/**
 * Tells of lost connections of one pool. Quiet by itself: where several pools lose theirs together, their lines
 * take turns, and none is the same as the one before.
 */
export function connectionLost(name: string, note: (line: string) => void) {
  const quiet = quietNote(note);
  return ({ message }: Error): void =>
    quiet(`A database connection (${name}) was lost: ${message}`);
}

/** For queries, and for long work. */
export function openPools({ settings, databaseUrl, note }: PoolOptions, closers: Closer[]) {
  const shared = {
    url: databaseUrl,
    waitMsMax: settings.databaseWaitMsMax,
  };
  const pool = createPool({
    ...shared,
    name: 'queries',
    onError: connectionLost('queries', note),
    connectionsMax: settings.databaseConnectionsMax,
    statementMsMax: settings.statementMsMax,
  });
  const workPool = createPool({
    ...shared,
    name: 'work',
    onError: connectionLost('work', note),
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
    onError: connectionLost('accounts', note),
  });
  await dataSource.initialize();
  closers.push(() => dataSource.destroy());
  return dataSource;
}
