import pg from 'pg';
import { failureOfStatement } from './sqlstate.js';
import type { PostgresStoreLimits } from './store-limits.js';
import { AS_TEXT } from './text-rows.js';

const sessionSettings = ({ answerMsMax }: PostgresStoreLimits): string => `
  SET DateStyle = ISO;
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
    try {
      const query = { name, text, values: [...values], rowMode: 'array' as const, types: AS_TEXT };
      const { rows } = await this.pool.query<unknown[]>(query as pg.QueryArrayConfig);
      return rows as unknown as readonly Row[];
    } catch (error) {
      throw failureOfStatement(error);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
