import pg from 'pg';
import type { Statement } from './append-statement.js';
import type { AnswerRow } from './append-answer.js';
import { inSession, plantFaultyAppend } from './planted-append-faults.js';
import { notSetUp } from './sqlstate.js';
import type { PostgresStoreLimits } from './store-limits.js';
import { AS_TEXT } from './text-rows.js';

/**
 * The planner is told what every statement of the append wants: one index entry per stream, key and log.
 * On a young table without statistics it would choose a sequential scan, and a cached plan keeps it while
 * the table grows. Grown tables do not need it (read-plans.int.spec.ts).
 */
const sessionSettings = ({ answerMsMax }: PostgresStoreLimits): string => `
  SET plan_cache_mode = force_generic_plan;
  SET enable_seqscan = off;
  SET enable_bitmapscan = off;
  SET jit = off;
  SET statement_timeout = ${Math.ceil(answerMsMax * 0.8)};
  SET idle_in_transaction_session_timeout = ${answerMsMax};
`;

const KNOW = `SELECT to_regtype('gongdan.event_input')::oid::int4 AS oid, pg_backend_pid() AS process`;

/** One connection on which statements are sent without waiting for the answers to earlier ones. */
export class WriterConnection {
  private constructor(
    private readonly client: pg.Client,
    /** Of the type gongdan.event_input; it differs from database to database. */
    readonly eventOid: number,
    /** The process of the server that works for this connection. */
    readonly serverProcess: number,
    /** Tests only: a planted fault sits in a function of this session. */
    readonly isFaulty: boolean,
  ) {}

  /** `onLost` is called once, when the connection is of no more use, whatever the reason. */
  static async open(
    config: pg.ClientConfig,
    limits: PostgresStoreLimits,
    onLost: (error: unknown) => void,
  ): Promise<WriterConnection> {
    const client = new pg.Client({
      ...config,
      application_name: 'gongdan:append',
      keepAlive: true,
      pipeline: true,
      connectionTimeoutMillis: limits.waitMsMax,
    });
    let lost: (error: unknown) => void = () => {};
    client.on('error', (error) => lost(error));
    client.on('end', () => lost(new Error('the connection ended')));
    await client.connect();
    try {
      await client.query(sessionSettings(limits));
      const { rows } = await client.query<{ oid: number | null; process: number }>(KNOW);
      const { oid, process } = rows[0] ?? { oid: null, process: 0 };
      if (!oid) throw notSetUp('gongdan.event_input does not exist');
      const faulty = await plantFaultyAppend(client);
      lost = (error) => {
        lost = () => {};
        onLost(error);
      };
      return new WriterConnection(client, oid, process, faulty);
    } catch (error) {
      client.connection.stream.destroy();
      throw error;
    }
  }

  send(statement: Statement, done: (error: unknown, row: AnswerRow | undefined) => void): void {
    const { name, values } = statement;
    const text = this.isFaulty ? inSession(statement.text) : statement.text;
    this.client.query(
      { name, text, values: values as unknown[], rowMode: 'array', types: AS_TEXT },
      (error: unknown, result: pg.QueryArrayResult | undefined) =>
        done(error ?? undefined, result?.rows[0] as AnswerRow | undefined),
    );
  }

  /** Gives it up at once: nothing that is in flight will be answered. */
  destroy(): void {
    this.client.connection.stream.destroy();
  }

  /** Ends it when everything in flight is answered. */
  async end(): Promise<void> {
    await this.client.end();
  }
}
