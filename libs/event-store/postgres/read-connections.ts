import pg from 'pg';
import { failureOfStatement, isBrokenConnection } from './sqlstate.js';
import type { PostgresStoreLimits } from './store-limits.js';
import { AS_TEXT } from './text-rows.js';

/** Every read goes by an index; one prepared while the log was small would be kept as it is while the log grows. */
const sessionSettings = ({ answerMsMax }: PostgresStoreLimits): string => `
  SET DateStyle = ISO;
  SET enable_seqscan = off;
  SET jit = off;
  SET statement_timeout = ${Math.ceil(answerMsMax * 0.8)};
`;

/** A small pool for reads. Every failure is a GongdanError; every wait has a bound. */
export class ReadConnections {
  private readonly pool: pg.Pool;

  constructor(config: pg.ClientConfig, limits: PostgresStoreLimits) {
    this.pool = new pg.Pool({
      ...config,
      application_name: 'gongdan:read',
      keepAlive: true,
      max: limits.readConnectionsMax,
      connectionTimeoutMillis: limits.waitMsMax,
      query_timeout: limits.answerMsMax,
      verify: (client, done) => {
        client.on('error', () => {}); // also while checked out: the query itself fails, too
        client.query(sessionSettings(limits), (error: Error | undefined) =>
          done(error ?? undefined),
        );
      },
    });
    this.pool.on('error', () => {}); // an idle connection broke; the pool opens a new one when needed
  }

  async query<Row extends readonly unknown[]>(
    name: string,
    text: string,
    values: readonly unknown[],
  ): Promise<readonly Row[]> {
    const query = { name, text, values: [...values], rowMode: 'array' as const, types: AS_TEXT };
    try {
      return await this.once<Row>(query);
    } catch (error) {
      if (!isBrokenConnection(error)) throw failureOfStatement(error);
    }
    try {
      return await this.once<Row>(query); // a restart of the server must not fail a read
    } catch (error) {
      throw failureOfStatement(error);
    }
  }

  private async once<Row>(query: pg.QueryArrayConfig): Promise<readonly Row[]> {
    return (await this.pool.query<unknown[]>(query)).rows as unknown as readonly Row[];
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
