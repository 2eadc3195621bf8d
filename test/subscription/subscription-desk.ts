import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { eventContract, type Role } from '@gongdan/contracts';
import { GongdanError, streamName, type StreamName } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import { createHttpApplication, PlatformModule, type Engine } from '@gongdan/platform';
import {
  FollowedLog,
  type LogFollower,
  OpenRequests,
  SubscriptionModule,
  type OpenKind,
  type SubscriptionLimits,
} from '@gongdan/subscription';
import pg from 'pg';
import { createTestEngine, type TestEngine } from '../setup/test-engine.js';
import { StreamReader, type OpenOptions } from './stream-reader.js';

const PASSWORD = 'correct horse battery';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** What other systems subscribe by, on a real engine over real sockets; limits as a test wants them. */
export class SubscriptionDesk {
  private readonly readers = new Set<StreamReader>();
  private stopped: Promise<void> | undefined;

  private constructor(
    private readonly test: TestEngine,
    readonly engine: Engine,
    readonly app: NestFastifyApplication,
    readonly base: string,
    /** How often the log was read from the store. */
    readonly reads: { count: number },
  ) {}

  static async open(limits: Partial<SubscriptionLimits> = {}): Promise<SubscriptionDesk> {
    const test = await createTestEngine();
    const reads = { count: 0 };
    const engine: Engine = { ...test.engine, store: counting(test.engine.store, reads) };
    const app = await createHttpApplication(
      {
        module: class DeskModule {},
        imports: [PlatformModule.forRoot(engine), SubscriptionModule.with(limits)],
      },
      engine,
    );
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as { port: number };
    return new SubscriptionDesk(test, engine, app, `http://127.0.0.1:${port}/api/v1`, reads);
  }

  /** Lets go of every reader and stops the host. May be called again. */
  stop(): Promise<void> {
    return (this.stopped ??= this.app.close());
  }

  /** Breaks the connections of all readers. */
  letGo(): void {
    for (const reader of this.readers) reader.kill();
    this.readers.clear();
  }

  async close(): Promise<void> {
    this.letGo();
    await this.stop();
    await this.test.remove();
  }

  /** Logs in with an account of its own; answers the token. */
  async login(role: Role = 'administrator', username = `user-${randomUUID()}`): Promise<string> {
    const { accounts } = this.engine;
    const created = await accounts.create({ username, password: PASSWORD, roles: [role] });
    if (!created.ok) throw new GongdanError(created.error);
    return this.loginAgain(username);
  }

  async loginAgain(username: string): Promise<string> {
    const login = await this.engine.sessions.login(username, PASSWORD, 'test');
    if (!login.ok) throw new GongdanError(login.error);
    return login.value.token;
  }

  async ask(token: string, request: string, init: RequestInit = {}): Promise<Answer> {
    const [method = '', path = ''] = request.split(' ');
    const headers = { authorization: `Bearer ${token}`, ...(init.headers as object) };
    const response = await fetch(`${this.base}${path}`, { ...init, method, headers });
    const text = await response.text();
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, body };
  }

  /** The event stream, once its answer has begun. */
  async read(token: string, query = '', options: OpenOptions = {}): Promise<StreamReader> {
    const reader = await StreamReader.open(`${this.base}/events/stream${query}`, token, options);
    this.readers.add(reader);
    return reader;
  }

  /** One event in each of the streams. Answers the position of the last one. */
  async append(...streams: readonly StreamName[]): Promise<number> {
    return this.write(
      streams.map((stream) => ({
        stream,
        type: 'TicketAssigned',
        data: eventContract('TicketAssigned').sample,
      })),
    );
  }

  /** Remarks with these texts, which are personal. */
  async remark(stream: StreamName, texts: readonly string[], customerId = 'c1'): Promise<number> {
    return this.write(
      texts.map((text) => ({
        stream,
        type: 'TicketCommented',
        data: { commentId: randomUUID(), text, visibility: 'internal' },
      })),
      customerId,
    );
  }

  private async write(
    events: readonly {
      readonly stream: StreamName;
      readonly type: string;
      readonly data: object;
    }[],
    customerId = 'c1',
  ): Promise<number> {
    const { store, ids, clock } = this.engine;
    const streams = [...new Set(events.map(({ stream }) => stream))];
    const result = await store.append({
      writes: streams.map((stream) => ({
        stream,
        expected: 'any',
        events: events
          .filter((event) => event.stream === stream)
          .map(({ type, data }) => ({
            id: ids.next(),
            type,
            schemaVersion: eventContract(type).schemaVersion,
            data: data as Record<string, unknown>,
            actor: 'test',
            occurredAt: clock.now(),
            correlationId: ids.next(),
            causationId: null,
            customerId,
          })),
      })),
    });
    if (result.status !== 'appended') throw new Error(result.status);
    return result.position;
  }

  lastPosition(): Promise<number> {
    return this.engine.store.lastPosition();
  }

  openNow(kind: OpenKind): number {
    return this.app.get(OpenRequests).countOf(kind);
  }

  get follower(): LogFollower {
    return this.app.get(FollowedLog).follower;
  }

  /** Cuts every connection to the engine’s database; answers how many there were. */
  cutDatabase(): Promise<number> {
    return this.onServer((query, name) => query(CUT, [name]));
  }

  /** Nobody gets a connection to the engine’s database any more, or everybody again. */
  async letIntoDatabase(admitted: boolean): Promise<void> {
    await this.onServer((query, name) =>
      query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS ${admitted}`),
    );
    if (!admitted) await this.cutDatabase();
  }

  /** A statement from outside; answers how many rows it had. */
  private async onServer(
    work: (
      query: (statement: string, values?: unknown[]) => Promise<{ rowCount: number | null }>,
      name: string,
    ) => Promise<{ rowCount: number | null }>,
  ): Promise<number> {
    const url = new URL(this.test.databaseUrl);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      const { rowCount } = await work((statement, values) => client.query(statement, values), name);
      return rowCount ?? 0;
    } finally {
      await client.end();
    }
  }
}

const CUT = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1';

export const ticket = (id: string = randomUUID()): StreamName => streamName('ticket', id);

/** Well below a test’s own time, so that the failure names the place. */
const EVENTUALLY_MS_MAX = 40_000;

/** Resolves when it is so. */
export async function eventually(condition: () => boolean): Promise<void> {
  const untilMs = performance.now() + EVENTUALLY_MS_MAX;
  while (!condition()) {
    if (performance.now() > untilMs) throw new Error(`not so in time: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function counting(store: EventStore, reads: { count: number }): EventStore {
  return new Proxy(store, {
    get(target, name) {
      const member = Reflect.get(target, name) as unknown;
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        if (name === 'readLog' || name === 'readStream') reads.count += 1;
        return Reflect.apply(member, target, given) as unknown;
      };
    },
  });
}
