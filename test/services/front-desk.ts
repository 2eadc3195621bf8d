import type { Role } from '@gongdan/contracts';
import type { Login } from './hosts.js';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface Done {
  readonly id: string;
  readonly position: number;
}

const PASSWORD = 'correct horse battery';

/** People of an organisation who ask at one address; everything goes over HTTP. */
export class FrontDesk {
  private readonly tokens = new Map<string, string>();

  constructor(readonly base: string) {}

  async logIn(who: string, login: Login): Promise<void> {
    const { body } = await this.ask(undefined, 'POST /auth/login', login);
    this.tokens.set(who, String(body['token']));
  }

  /** An account with one role, called like it. */
  async hire(administrator: string, role: Role, technicianId?: string): Promise<void> {
    const login = { username: role, password: PASSWORD };
    const body = { ...login, roles: [role], ...(technicianId ? { technicianId } : {}) };
    await this.does(administrator, '/users', body);
    await this.logIn(role, login);
  }

  /** A request below /api/v1; undefined: without a login. */
  async ask(who: string | undefined, request: string, body?: object): Promise<Answer> {
    const [method = '', path = ''] = request.split(' ');
    const token = who === undefined ? undefined : this.tokens.get(who);
    if (who !== undefined && token === undefined) throw new Error(`${who} is not logged in`);
    const response = await fetch(`${this.base}/api/v1${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  /** A command that must succeed. */
  async does(who: string | undefined, path: string, body: object = {}): Promise<Done> {
    return mustSucceed(path, await this.ask(who, `POST ${path}`, body)) as unknown as Done;
  }

  /** A read that must succeed. */
  async get(who: string, path: string): Promise<Answer['body']> {
    return mustSucceed(path, await this.ask(who, `GET ${path}`));
  }
}

function mustSucceed(path: string, { status, body }: Answer): Answer['body'] {
  if (status < 300) return body;
  throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
}
