import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Controller, Get } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '@gongdan/contracts';
import { GongdanError } from '@gongdan/core';
import { createTestEngine, type TestEngine } from '../../../test/setup/test-engine.js';
import { createHttpApplication } from '../http/http-application.js';
import { ACCOUNT_ROLES } from '../identity/index.js';
import { PlatformModule } from '../platform.module.js';
import { ROUTE_POLICY } from './route-policy.js';

@Controller('secrets')
class SecretController {
  @Get(':id')
  one(): object {
    return { secret: true };
  }
}

let test: TestEngine;
let app: NestFastifyApplication;
let base: string;
const tokens = new Map<Role, string>();

const moduleWith = (...controllers: (new () => object)[]) => ({
  module: class TestModule {},
  imports: [PlatformModule.forRoot(test.engine)],
  controllers,
});

beforeAll(async () => {
  test = await createTestEngine({ environment: { LOGIN_ATTEMPTS_PER_MINUTE_MAX: '5' } });
  app = await createHttpApplication(moduleWith(SecretController), test.engine, {
    policy: {
      ...ROUTE_POLICY,
      'GET /api/v1/secrets/:id': { who: ['administrator'], objects: 'all' },
    },
  });
  await app.listen(0, '127.0.0.1');
  base = await app.getUrl();
  for (const role of ACCOUNT_ROLES) {
    await test.engine.accounts.create({
      username: role,
      password: 'correct horse',
      roles: [role],
      technicianId: 't-1',
    });
    const login = await test.engine.sessions.login(role, 'correct horse', 'test');
    if (!login.ok) throw new GongdanError(login.error);
    tokens.set(role, login.value.token);
  }
});

afterAll(async () => {
  await app.close();
  await test.remove();
});

const ask = (method: string, path: string, token?: string, body?: unknown) =>
  fetch(`${base}${path}`, {
    method,
    headers: {
      ...(token === undefined
        ? {}
        : { authorization: `Bearer ${tokens.get(token as Role) ?? token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'manual',
  });

const json = async (response: Response) => (await response.json()) as Record<string, unknown>;

describe('the guard', () => {
  it('lets in whom the policy names, and nobody else', async () => {
    for (const role of ACCOUNT_ROLES) {
      const { status } = await ask('GET', '/api/v1/secrets/x', role);
      expect([role, status]).toEqual([role, role === 'administrator' ? 200 : 403]);
    }
    const none = await ask('GET', '/api/v1/secrets/x');
    expect(none.status).toBe(401);
    expect(none.headers.get('www-authenticate')).toContain('Bearer');
  });

  it.each(['', 'x', 'A'.repeat(43), 'Basic abc', 'A'.repeat(5000)])(
    'does not take the token %.20j',
    async (token) => {
      expect((await ask('GET', '/api/v1/secrets/x', token)).status).toBe(401);
    },
  );

  it.each([
    ['GET', '/api/v1/secrets/x/'],
    ['GET', '//api/v1//secrets/x'],
    ['GET', '/api/v1/%73ecrets/x'],
    ['GET', '/api/v1/./secrets/x'],
    ['GET', '/api/v1/auth/../secrets/x'],
    ['GET', '/api/v1/secrets/x?'],
    ['HEAD', '/api/v1/secrets/x'],
    ['HEAD', '/api/v1/secrets/x/'],
  ])('stands before %s %s as before the plain route', async (method, path) => {
    expect((await ask(method, path)).status).toBe(401);
    expect((await ask(method, path, 'clerk')).status).toBe(403);
    expect((await ask(method, path, 'administrator')).status).toBe(200);
  });

  it.each(['/API/v1/secrets/x', '/api/v1/SECRETS/x', '/api/v1/secrets/x;y', '/api/v1/secrets%2Fx'])(
    'and %s is no way around it',
    async (path) => {
      for (const role of [undefined, 'clerk']) {
        const response = await ask('GET', path, role);
        expect([400, 401, 403, 404]).toContain(response.status);
        expect(await response.text()).not.toContain('secret":');
      }
    },
  );

  it('does not read the body of a caller who may not pass', async () => {
    const response = await ask('POST', '/api/v1/users', undefined, { password: 1 });
    expect(response.status).toBe(401);
  });

  it('stops the start where a route has no line in the policy', async () => {
    const bare = createHttpApplication(moduleWith(SecretController), test.engine);
    await expect(bare).rejects.toMatchObject({
      code: 'ACCESS.ROUTE_WITHOUT_RULE',
      message: expect.stringContaining('GET /api/v1/secrets/:id'),
    });
  });
});

describe('logging in over HTTP', () => {
  it('gives a token that says who one is, until it is given back', async () => {
    const login = await ask('POST', '/api/v1/auth/login', undefined, {
      username: 'Clerk',
      password: 'correct horse',
    });
    expect(login.status).toBe(200);
    const { token, account, expiresAt } = await json(login);
    expect(account).toMatchObject({ username: 'clerk', roles: ['clerk'], technicianId: 't-1' });
    const me = await json(await ask('GET', '/api/v1/auth/me', String(token)));
    expect(me).toEqual({ account, expiresAt });
    expect((await ask('POST', '/api/v1/auth/logout', String(token))).status).toBe(204);
    expect((await ask('GET', '/api/v1/auth/me', String(token))).status).toBe(401);
  });

  it('is refused for wrong words, and after too many tries with 429', async () => {
    const wrong = { username: 'auditor', password: 'wrong password' };
    for (let n = 1; n <= 5; n++) {
      const response = await ask('POST', '/api/v1/auth/login', undefined, wrong);
      expect(response.status).toBe(401);
      expect(await json(response)).toMatchObject({ code: 'ACCOUNT.BAD_CREDENTIALS' });
    }
    const response = await ask('POST', '/api/v1/auth/login', undefined, wrong);
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('accounts over HTTP', () => {
  it('are made, disabled and enabled by an administrator', async () => {
    const body = { username: 'new.clerk', password: 'correct horse', roles: ['clerk'] };
    const made = await ask('POST', '/api/v1/users', 'administrator', body);
    expect(made.status).toBe(201);
    const { id } = (await json(made)) as { id: string };
    expect((await ask('POST', '/api/v1/users', 'administrator', body)).status).toBe(409);
    const list = await json(await ask('GET', '/api/v1/users', 'auditor'));
    expect(list['count']).toBe((list['accounts'] as unknown[]).length);
    const disabled = await json(await ask('POST', `/api/v1/users/${id}/disable`, 'administrator'));
    expect(disabled).toMatchObject({ id, disabled: true });
    const enabled = await json(await ask('POST', `/api/v1/users/${id}/enable`, 'administrator'));
    expect(enabled).toMatchObject({ id, disabled: false });
    expect((await ask('GET', '/api/v1/users/nobody', 'administrator')).status).toBe(404);
    const unfit = { ...body, username: 'x', roles: ['technician'] };
    expect((await ask('POST', '/api/v1/users', 'administrator', unfit)).status).toBe(422);
  });

  it('stay enabled while one is logged in with them: nobody locks himself, and all others, out', async () => {
    for (const spelled of ['administrator', 'ADMINISTRATOR']) {
      const refused = await ask('POST', `/api/v1/users/${spelled}/disable`, 'administrator');
      expect(refused.status).toBe(409);
      expect(await json(refused)).toMatchObject({ code: 'ACCOUNT.OWN_ACCOUNT' });
    }
    expect((await ask('GET', '/api/v1/auth/me', 'administrator')).status).toBe(200);
  });

  it('of the demonstration are disabled by an administrator who is none of them', async () => {
    const { accounts, sessions } = test.engine;
    const [username, password] = ['demo.administrator', 'correct horse'];
    await accounts.create({ username, password, roles: ['administrator'], demo: true });
    const login = await sessions.login(username, password, 'test');
    if (!login.ok) throw new GongdanError(login.error);
    const { token } = login.value;
    const path = '/api/v1/users/disable-demo-accounts';
    const refused = await ask('POST', path, token);
    expect(refused.status).toBe(409);
    expect(await json(refused)).toMatchObject({ code: 'ACCOUNT.OWN_ACCOUNT' });
    expect((await ask('GET', '/api/v1/auth/me', token)).status).toBe(200);
    expect(await json(await ask('POST', path, 'administrator'))).toEqual({ disabled: 1 });
    expect(await accounts.get(username)).toMatchObject({ disabled: true });
  });

  it('have an email address, which an administrator sets and takes away', async () => {
    const email = 'post@service.example';
    const body = { username: 'with.post', password: 'correct horse', roles: ['clerk'], email };
    const made = await json(await ask('POST', '/api/v1/users', 'administrator', body));
    expect(made).toMatchObject({ email });
    const path = `/api/v1/users/${String(made['id'])}/email`;
    for (const unfit of [{}, { email: 'no address' }, { email: '' }, { email: 1 }]) {
      expect((await ask('POST', path, 'administrator', unfit)).status).toBe(422);
    }
    expect((await ask('POST', path, 'service-manager', { email: null })).status).toBe(403);
    const other = await ask('POST', path, 'administrator', { email: 'o@service.example' });
    expect(await json(other)).toMatchObject({ email: 'o@service.example' });
    const without = await ask('POST', path, 'administrator', { email: null });
    expect(await json(without)).toMatchObject({ email: null });
  });

  it('are found by any user name that they may have', async () => {
    const username = 'first.second_3@sub-domain.example';
    const body = { username, password: 'correct horse', roles: ['clerk'] };
    const { id } = await json(await ask('POST', '/api/v1/users', 'administrator', body));
    for (const spelled of [username, encodeURIComponent(username), username.toUpperCase()]) {
      const found = await ask('GET', `/api/v1/users/${spelled}`, 'administrator');
      expect(await json(found)).toMatchObject({ id, username });
    }
    const path = `/api/v1/users/${username}/disable`;
    expect((await ask('POST', path, 'administrator')).status).toBe(200);
    expect((await ask('GET', '/api/v1/users/@x', 'administrator')).status).toBe(400);
  });

  it('never show a hash', async () => {
    const text = await (await ask('GET', '/api/v1/users', 'administrator')).text();
    expect(text).not.toMatch(/argon2|hash/i);
  });
});

describe('the document and its page', () => {
  it('are open, complete and made of files of ours only', async () => {
    const document = await json(await ask('GET', '/api/v1/openapi.json'));
    expect(document).toMatchObject({
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    });
    const page = await ask('GET', '/api/v1/docs');
    expect(page.status).toBe(200);
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files).toHaveLength(4);
    for (const file of files) {
      expect(file).toMatch(/^\/api\/v1\/docs\//);
      expect((await ask('GET', file)).status).toBe(200);
    }
    expect((await ask('GET', '/api/v1/docs/package.json')).status).toBe(404);
    expect((await ask('GET', '/api/v1/docs/..%2f..%2fpackage.json')).status).toBe(400);
  });

  it('say for every operation who may, which failures there are, and a unique id', async () => {
    const document = (await json(await ask('GET', '/api/v1/openapi.json'))) as {
      paths: Record<string, Record<string, Record<string, unknown>>>;
    };
    const ids = new Set<unknown>();
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        if (path.includes('secrets')) continue; // the test's own, undescribed
        expect([path, method, operation['x-roles']]).not.toContain(undefined);
        expect(operation['security']).toEqual(
          operation['x-roles'] === 'everyone'
            ? []
            : operation['x-roles'] === 'scraper'
              ? [{}, { metricsToken: [] }]
              : [{ bearer: [] }],
        );
        expect(Object.keys(operation['responses'] as object)).toContain('default');
        expect(ids).not.toContain(operation['operationId']);
        ids.add(operation['operationId']);
      }
    }
    expect(ids.size).toBeGreaterThan(8);
  });
});

describe('health', () => {
  it('is told to everyone', async () => {
    expect(await json(await ask('GET', '/health/live'))).toEqual({ status: 'live' });
    expect(await json(await ask('GET', '/health/ready'))).toEqual({ status: 'ready' });
  });
});
