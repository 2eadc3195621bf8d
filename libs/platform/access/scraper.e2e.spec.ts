import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GongdanError } from '@gongdan/core';
import { ServedEngine } from '../testing/served-engine.js';

const TOKEN = 'the-token-of-whoever-may-scrape-this-host';

const code = async (response: Response) =>
  ((await response.json()) as Record<string, unknown>)['code'];

describe('/metrics without METRICS_TOKEN', () => {
  let served: ServedEngine;
  beforeAll(async () => {
    served = await ServedEngine.start();
  });
  afterAll(() => served.stop());

  it('answers programs of this machine, whatever the path looks like', async () => {
    for (const path of ['/metrics', '/metrics/', '//metrics', '/%6detrics']) {
      const response = await served.ask('GET', path);
      expect([path, response.status]).toEqual([path, 200]);
      expect(await response.text()).toContain('gongdan_log_appends_total');
    }
    expect((await served.ask('HEAD', '/metrics')).status).toBe(200);
  });

  it.each(['GET', 'HEAD'])('refuses %s where a proxy has passed it on', async (method) => {
    for (const path of ['/metrics', '/metrics/', '//metrics', '/%6detrics']) {
      const response = await served.ask(method, path, { 'x-forwarded-for': '127.0.0.1' });
      expect([path, response.status]).toEqual([path, 403]);
      expect(await response.text()).not.toContain('gongdan_log');
    }
  });

  it('is no other address than its own, and takes no other method', async () => {
    expect((await served.ask('GET', '/api/v1/metrics')).status).toBe(404);
    expect((await served.ask('POST', '/metrics')).status).toBe(405);
  });
});

describe('/metrics with METRICS_TOKEN', () => {
  let served: ServedEngine;
  beforeAll(async () => {
    served = await ServedEngine.start({ environment: { METRICS_TOKEN: TOKEN } });
  });
  afterAll(() => served.stop());

  const withToken = (token: string, more = {}) =>
    served.ask('GET', '/metrics', { authorization: `Bearer ${token}`, ...more });

  it('answers whoever has it, by whatever way', async () => {
    expect((await withToken(TOKEN)).status).toBe(200);
    expect((await withToken(TOKEN, { 'x-forwarded-for': '10.0.0.1' })).status).toBe(200);
  });

  it('answers nobody else, and says nothing of it', async () => {
    const bare = await served.ask('GET', '/metrics');
    expect([bare.status, await code(bare)]).toEqual([401, 'ACCESS.NO_METRICS_TOKEN']);
    expect(bare.headers.get('www-authenticate')).toContain('Bearer');
    for (const token of [`${TOKEN}x`, TOKEN.slice(1), TOKEN.toUpperCase(), 'x'.repeat(5_000)]) {
      const response = await withToken(token);
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain(TOKEN);
    }
    expect((await served.ask('HEAD', '/metrics/')).status).toBe(401);
  });

  it('answers no login, and its token opens nothing else', async () => {
    const { accounts, sessions } = served.engine;
    const account = { username: 'root', password: 'correct horse', roles: ['administrator'] };
    await accounts.create(account as Parameters<typeof accounts.create>[0]);
    const login = await sessions.login('root', 'correct horse', 'test');
    if (!login.ok) throw new GongdanError(login.error);
    expect((await withToken(login.value.token)).status).toBe(401);
    const authorization = `Bearer ${TOKEN}`;
    expect((await served.ask('GET', '/api/v1/auth/me', { authorization })).status).toBe(401);
    expect((await served.ask('GET', '/api/v1/users', { authorization })).status).toBe(401);
  });
});
