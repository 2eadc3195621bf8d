import pg from 'pg';
import { LOG_CHANNEL } from './migrations/append-functions.js';
import { Reconnecting } from './reconnecting.js';
import type { PostgresStoreLimits } from './store-limits.js';

/** Somebody has appended. */
export interface LogNews {
  /** The log’s end. */
  readonly position: number;
  /** The process of the server that did it, for one of its connections. */
  readonly serverProcess: number;
}

/** A connection that listens for what other processes append. */
export class LogListener {
  private readonly connection: Reconnecting<Listening>;

  /** `onNews` is called for every notification, and without any news after every gap. */
  constructor(
    config: pg.ClientConfig,
    limits: PostgresStoreLimits,
    onNews: (news?: LogNews) => void,
  ) {
    this.connection = new Reconnecting({
      open: (onLost) => Listening.open(config, limits, onNews, onLost),
      onOpen: () => onNews(),
      onLost: () => onNews(),
    });
  }

  start(): void {
    if (!this.connection.current) this.connection.start();
  }

  async close(): Promise<void> {
    await this.connection.close();
  }
}

class Listening {
  private constructor(private readonly client: pg.Client) {}

  static async open(
    config: pg.ClientConfig,
    limits: PostgresStoreLimits,
    onNews: (news: LogNews) => void,
    onLost: (error: unknown) => void,
  ): Promise<Listening> {
    const client = new pg.Client({
      ...config,
      application_name: 'gongdan:listen',
      keepAlive: true,
      connectionTimeoutMillis: limits.waitMsMax,
    });
    let lost: (error: unknown) => void = () => {};
    client.on('error', (error) => lost(error));
    client.on('end', () => lost(new Error('the connection ended')));
    client.on('notification', ({ payload, processId }) =>
      onNews({ position: Number(payload), serverProcess: processId }),
    );
    await client.connect();
    try {
      await client.query(`LISTEN ${LOG_CHANNEL}`);
      lost = (error) => {
        lost = () => {};
        onLost(error);
      };
      return new Listening(client);
    } catch (error) {
      client.connection.stream.destroy();
      throw error;
    }
  }

  destroy(): void {
    this.client.connection.stream.destroy();
  }
}
