import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, expect, it, describe } from '@jest/globals';
import { createTestEngine, type TestEngine } from '../../../test/setup/test-engine.js';
import { createHttpApplication } from '../http/http-application.js';
import { PlatformModule } from '../platform.module.js';

const ATTEMPTS_MAX = 3;

let test: TestEngine;
let trusting: NestFastifyApplication;
let plain: NestFastifyApplication;

beforeAll(async () => {
  test = await createTestEngine({
    environment: { LOGIN_ATTEMPTS_PER_MINUTE_MAX: String(ATTEMPTS_MAX) },
  });
  trusting = await open(['127.0.0.1']);
  plain = await open(undefined);
});

afterAll(async () => {
  await trusting.close();
  await plain.close();
  await test.remove();
});

async function open(trustedProxies: readonly string[] | undefined) {
  const { engine } = test;
  const app = await createHttpApplication(
    { module: class TestModule {}, imports: [PlatformModule.forRoot(engine)] },
    {
      ...engine,
      settings: {
        ...engine.settings,
        ...(trustedProxies === undefined ? {} : { trustedProxies }),
      },
    },
  );
  await app.listen(0, '127.0.0.1');
  return app;
}

let names = 0;

/** The status of a login as nobody, never the same one: only the address is counted. */
async function failedLogin(app: NestFastifyApplication, forwardedFor?: string): Promise<number> {
  const response = await fetch(`${await app.getUrl()}/api/v1/auth/login`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }),
    },
    body: JSON.stringify({ username: `nobody-${++names}`, password: 'wrong password' }),
  });
  return response.status;
}

describe('failed logins', () => {
  it('behind a trusted proxy count for the client, not for all of its users', async () => {
    for (let n = 1; n <= ATTEMPTS_MAX; n++) {
      expect(await failedLogin(trusting, '203.0.113.1')).toBe(401);
    }
    expect(await failedLogin(trusting, '203.0.113.1')).toBe(429);
    expect(await failedLogin(trusting, '203.0.113.2')).toBe(401);
  });

  it('count for whom the proxy saw, whatever the client wrote into the header itself', async () => {
    for (let n = 1; n <= ATTEMPTS_MAX; n++) {
      expect(await failedLogin(trusting, `198.51.100.${n}, 203.0.113.3`)).toBe(401);
    }
    expect(await failedLogin(trusting, '198.51.100.9, 203.0.113.3')).toBe(429);
  });

  it('count for the proxy where it names no address', async () => {
    for (let n = 1; n <= ATTEMPTS_MAX; n++) {
      expect(await failedLogin(trusting, `unknown-${n}`)).toBe(401);
    }
    expect(await failedLogin(trusting, 'unknown')).toBe(429);
  });

  it('count for the peer where no proxy is trusted', async () => {
    const statuses: number[] = [];
    for (let n = 0; n <= ATTEMPTS_MAX; n++) statuses.push(await failedLogin(plain, `192.0.2.${n}`));
    expect(statuses.at(-1)).toBe(429);
  });
});
