import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ROLES, type Role } from '@gongdan/contracts';
import { GongdanError, type Clock } from '@gongdan/core';
import { configFolder, createHttpApplication, type Engine } from '@gongdan/platform';
import { EngineModule, STAGE_MIGRATIONS } from '@gongdan/stages';
import { ticketWorkflowVocabulary } from '@gongdan/ticket';
import { loadWorkflows } from '@gongdan/workflow';
import { createTestEngine } from '../setup/test-engine.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // What a test looks into it says what it expects there.
  readonly body: Record<string, unknown>;
  readonly text: string;
}

export interface AskOptions {
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

const PASSWORD = 'correct horse battery';

/** Every role that can log in, each as an account of its own name. */
export const LOGIN_ROLES: readonly Role[] = ROLES.filter((role) => role !== 'system');

/** Well below a test’s own time, so that the error names the consumer. */
const CATCH_UP_MS_MAX = 30_000;

/** The whole engine, as a host serves it, on a database of its own, asked over real HTTP. */
export class Desk {
  private readonly tokens = new Map<string, string>();

  private constructor(
    readonly engine: Engine,
    readonly base: string,
    private readonly app: NestFastifyApplication,
    /** What the engine told an operator. */
    readonly notes: readonly string[],
    private readonly removeEngine: () => Promise<void>,
  ) {}

  static async open(
    options: {
      readonly clock?: Clock;
      readonly environment?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<Desk> {
    const workflows = loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary);
    const test = await createTestEngine({
      ...options,
      workflows,
      migrations: STAGE_MIGRATIONS,
      environment: {
        TOKEN_HOURS: '720', // virtual clocks go on by days
        ...(process.env['GONGDAN_TEST_VERBOSE'] ? { LOG_LEVEL: 'warn' } : {}),
        ...options.environment,
      },
    });
    const { engine } = test;
    const app = await createHttpApplication(EngineModule.on(engine), engine);
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as { port: number };
    return new Desk(engine, `http://127.0.0.1:${port}`, app, test.notes, () => test.remove());
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.removeEngine();
  }

  /** An account that `ask` can speak for. */
  async hire(username: string, roles: readonly Role[], technicianId?: string): Promise<void> {
    const account = {
      username,
      password: PASSWORD,
      roles,
      ...(technicianId === undefined ? {} : { technicianId }),
    };
    const created = await this.engine.accounts.create(account);
    if (!created.ok) throw new GongdanError(created.error);
    const { body } = await this.ask(undefined, 'POST /auth/login', {
      body: { username, password: PASSWORD },
    });
    this.tokens.set(username, String(body['token']));
  }

  /** An account for every role, named like it; `technician` is the technician with this id. */
  async hireEverybody(technicianId: string): Promise<void> {
    for (const role of LOGIN_ROLES) {
      await this.hire(role, [role], role === 'technician' ? technicianId : undefined);
    }
  }

  tokenOf(username: string): string {
    const token = this.tokens.get(username);
    if (token === undefined) throw new Error(`nobody was hired as ${username}`);
    return token;
  }

  /** `GET /tickets` below /api/v1, in the name of an account; undefined: without a login. */
  async ask(who: string | undefined, request: string, options: AskOptions = {}): Promise<Answer> {
    const [method = '', path = ''] = request.split(' ');
    const { body, raw, headers } = options;
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${this.base}/api/v1${path}`, {
      method,
      headers: {
        ...(who === undefined ? {} : { authorization: `Bearer ${this.tokenOf(who)}` }),
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent as string }),
    });
    const text = await textOf(response);
    return { status: response.status, headers: response.headers, body: parsed(text), text };
  }

  /** A request that must succeed. */
  async get(who: string, path: string): Promise<Record<string, unknown>> {
    return mustSucceed(path, await this.ask(who, `GET ${path}`));
  }

  /** A command that must succeed; answers its answer. */
  async does(
    who: string,
    path: string,
    body: unknown = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ id: string; version: number; position: number }> {
    const answer = await this.ask(who, `POST ${path}`, { body, headers });
    return mustSucceed(path, answer) as unknown as ReturnType<Desk['does']>;
  }

  /** Waits until policies and read models have handled the whole log, and what that added to it. */
  async caughtUp(): Promise<number> {
    const { feed, store } = this.engine;
    for (;;) {
      const before = await store.lastPosition();
      for (const { name } of await feed.status()) {
        if (!(await feed.waitFor(name, before, CATCH_UP_MS_MAX)))
          throw new Error(`${name} is behind`);
      }
      if ((await store.lastPosition()) === before) return before;
    }
  }

  /** Rows of read models that are not what a fresh fold of the log makes them. */
  async differences(): Promise<unknown[]> {
    await this.caughtUp();
    const found: unknown[] = [];
    for (const { name } of await this.engine.projections.status()) {
      const check = await this.engine.projections.check(name);
      if (check.differenceCount > 0 || check.unfolded > 0) found.push(check);
    }
    return found;
  }
}

/** An event stream has no end: whoever reads one does so by other means. */
async function textOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    return response.text();
  }
  await response.body?.cancel();
  return '';
}

const parsed = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
};

function mustSucceed(path: string, { status, body, text }: Answer): Record<string, unknown> {
  if (status < 300) return body;
  throw new Error(`${path} was answered with ${status}: ${text.slice(0, 500)}`);
}

/** All items of a list, page by page. */
export async function allItems(
  desk: Desk,
  who: string,
  path: string,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const mark = path.includes('?') ? '&' : '?';
    const next = cursor === '' ? '' : `${mark}cursor=${encodeURIComponent(cursor)}`;
    const page: Record<string, unknown> = await desk.get(who, `${path}${next}`);
    items.push(...(page['items'] as Record<string, unknown>[]));
    cursor = page['nextCursor'] as string | null;
  }
  return items;
}
