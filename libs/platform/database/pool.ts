import pg from 'pg';

export interface PoolOptions {
  readonly url: string;
  /** What the connections are called in pg_stat_activity. */
  readonly name: string;
  readonly connectionsMax: number;
  /** How long a caller waits for a connection, and a connection for the server. */
  readonly waitMsMax: number;
  /** Statements that run longer are cancelled; undefined: no limit. */
  readonly statementMsMax?: number;
  readonly onError: (error: Error) => void;
}

/** A pool in which no wait is unbounded and no lost connection ends the process. */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: `gongdan ${options.name}`,
    max: options.connectionsMax,
    connectionTimeoutMillis: options.waitMsMax,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    ...(options.statementMsMax === undefined
      ? {}
      : {
          statement_timeout: options.statementMsMax,
          // A server that does not answer at all (network gone) must not hold the caller either.
          query_timeout: options.statementMsMax + 1_000,
        }),
  });
  // The pool says it of idle connections; but also the loss of one that is checked out, which would be
  // uncaught without a listener of its own, must be heard of. So the latter tells of both.
  pool.on('error', () => {});
  pool.on('connect', (client) =>
    client.on('error', (error) => {
      if (!pool.ending) options.onError(error);
    }),
  );
  return pool;
}
