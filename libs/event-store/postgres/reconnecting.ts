import { GongdanError, messageOf } from '@gongdan/core';
import { unavailable } from '../store-failures.js';

const PAUSE_MS_MIN = 50;
const PAUSE_MS_MAX = 1_000;
/** How long a server may take to hear that we leave. */
const GOODBYE_MS_MAX = 1_000;

interface Hooks<Connection> {
  open(onLost: (error: unknown) => void): Promise<Connection>;
  onOpen(connection: Connection): void;
  onLost(error: unknown): void;
}

/** One connection that is opened again, with growing pauses, for as long as it is wanted. */
export class Reconnecting<Connection extends { destroy(): void }> {
  private connection: Connection | undefined;
  private error: unknown;
  private closed = false;
  private wakeFromPause: (() => void) | undefined;
  private opening: Promise<void> | undefined;

  constructor(private readonly hooks: Hooks<Connection>) {}

  get current(): Connection | undefined {
    return this.connection;
  }

  /** Why there is no connection; undefined where there is one. */
  get lastError(): unknown {
    return this.connection ? undefined : this.error;
  }

  /** Starts, and waits for the first connection at most `timeoutMs`. Gives up where it would be refused. */
  async open(timeoutMs: number): Promise<void> {
    this.start();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([this.opening, timeout]);
    clearTimeout(timer);
    if (this.connection) return;
    await this.close();
    if (this.error instanceof GongdanError) throw this.error;
    throw unavailable(
      `no connection within ${timeoutMs} ms (${messageOf(this.error)})`,
      this.error,
    );
  }

  /** Starts without waiting. */
  start(): void {
    this.opening ??= this.connect().finally(() => {
      this.opening = undefined;
    });
  }

  async close(end: (connection: Connection) => Promise<void> = async () => {}): Promise<void> {
    this.closed = true;
    this.wakeFromPause?.();
    const { connection } = this;
    this.connection = undefined;
    if (!connection) return;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, GOODBYE_MS_MAX);
    });
    await Promise.race([end(connection), patience]);
    clearTimeout(timer);
    connection.destroy();
  }

  private async connect(): Promise<void> {
    for (let pauseMs = PAUSE_MS_MIN; !this.closed; pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX)) {
      try {
        const connection = await this.hooks.open((error) => this.lost(error));
        if (this.closed) connection.destroy();
        else this.use(connection);
        return;
      } catch (error) {
        this.error = error;
        if (error instanceof GongdanError && this.isFirst) return;
        await this.pause(pauseMs);
      }
    }
  }

  private isFirst = true;

  private use(connection: Connection): void {
    this.isFirst = false;
    this.connection = connection;
    this.error = undefined;
    this.hooks.onOpen(connection);
  }

  private lost(error: unknown): void {
    if (this.closed) return;
    this.connection?.destroy();
    this.connection = undefined;
    this.error = error;
    this.hooks.onLost(error);
    this.start();
  }

  private async pause(pauseMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      this.wakeFromPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
