import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawnTypescript, type SpawnedProgram } from '../../test/setup/spawned-program.js';

jest.setTimeout(120_000);

const MAIN = join(import.meta.dirname, 'main.ts');

let base: string;
let dataDir: string;
const running = new Set<SpawnedProgram>();

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'gongdan-standalone-'));
  chmodSync(base, 0o755);
  dataDir = join(base, 'data');
});

afterEach(async () => {
  for (const host of running) await host.end('SIGTERM');
  running.clear();
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

function start(
  environment: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): SpawnedProgram {
  const settings = { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', ...environment };
  const host = spawnTypescript(MAIN, settings, { args });
  running.add(host);
  return host;
}

/** Resolves when the host has ended; answers its exit code and everything it said. */
async function ended(host: SpawnedProgram): Promise<{ code: number | null; said: string }> {
  await host.closed;
  running.delete(host);
  return { code: host.child.exitCode, said: host.lines.join('\n') };
}

const apiOf = async (host: SpawnedProgram): Promise<string> => {
  const line = await host.line('  API ');
  await host.line('  database');
  return line.replace(/^ +API +/, '');
};

async function tokenFor(host: SpawnedProgram, username: string): Promise<string> {
  const api = await apiOf(host);
  const line = await host.line('Demonstration accounts');
  const response = await fetch(`${api}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: line.split(' ').at(-1) }),
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { token: string }).token;
}

async function read(host: SpawnedProgram, token: string, path: string) {
  const response = await fetch(`${await apiOf(host)}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = (await response.json()) as Record<string, unknown>;
  expect([path, response.status, body]).toEqual([path, 200, body]);
  return body;
}

interface Created {
  readonly id: string;
  readonly position: number;
}

const registration = (token: string, key: string) => ({
  method: 'POST',
  headers: {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': key,
  },
  body: JSON.stringify({ name: `Customer ${key}` }),
});

const registerStatus = async (api: string, token: string, key: string): Promise<number> =>
  (await fetch(`${api}/customers`, registration(token, key))).status;

/** Registers a customer; undefined: nobody knows whether it happened (the engine was killed). */
async function register(api: string, token: string, key: string): Promise<Created | undefined> {
  try {
    const response = await fetch(`${api}/customers`, registration(token, key));
    const body = (await response.json()) as Created;
    return response.status === 201 ? body : undefined;
  } catch {
    return undefined;
  }
}

describe('the standalone engine', () => {
  it('sets up a demonstration at its first start, and finds everything again at the next', async () => {
    const first = start();
    const token = await tokenFor(first, 'dispatcher');
    const board = await read(first, token, '/board');
    expect(board['count']).toBeGreaterThan(5);
    expect((await fetch(`${await apiOf(first)}/docs`)).status).toBe(200);
    expect(await first.end('SIGTERM')).toBe(0);
    running.delete(first);

    const second = start();
    const again = await read(second, await tokenFor(second, 'dispatcher'), '/board');
    expect(again['count']).toBe(board['count']);
    expect(second.lines.join()).not.toContain('Setting up');
  });

  it('says in a line that its folder, or its port, is in use', async () => {
    const first = start();
    const api = await apiOf(first);
    const sameFolder = await ended(start());
    expect(sameFolder.code).toBe(1);
    expect(sameFolder.said).toContain(`in use by process ${first.child.pid} (the engine)`);
    const samePort = await ended(start({ DATA_DIR: join(base, 'other'), PORT: new URL(api).port }));
    expect(samePort.code).toBe(1);
    expect(samePort.said).toContain(`The port ${new URL(api).port} on 127.0.0.1 is in use`);
    for (const { said } of [sameFolder, samePort]) expect(said).not.toMatch(/^ +at /m);
    expect(existsSync(join(base, 'other'))).toBe(false);
  });

  it('refuses to be reachable from elsewhere while demonstration accounts are enabled', async () => {
    for (const open of [{ HOST: '0.0.0.0' }, { TRUSTED_PROXIES: '127.0.0.1' }]) {
      const { code, said } = await ended(start(open));
      expect(code).toBe(2);
      expect(said).toContain('users remove-demo');
    }
  });

  it('loses nothing it acknowledged, and doubles nothing, when it is killed again and again', async () => {
    const acknowledged = new Map<string, string>();
    for (let round = 1; round <= 2; round++) {
      const host = start();
      const token = await tokenFor(host, 'clerk');
      const api = await apiOf(host);
      const keys = Array.from({ length: 8 }, () => randomUUID());
      let answers = 0;
      const callers = keys.map(async (key) => {
        for (let n = 1; ; n++) {
          const created = await register(api, token, `${key}-${n}`);
          if (created === undefined) return `${key}-${n}`;
          acknowledged.set(`${key}-${n}`, created.id);
          if (++answers === 40) host.child.kill('SIGKILL');
        }
      });
      const unknown = await Promise.all(callers);
      await ended(host);
      expect(answers).toBeGreaterThanOrEqual(40);

      const recovered = start();
      const clerk = await tokenFor(recovered, 'clerk');
      for (const key of unknown) {
        const created = await register(await apiOf(recovered), clerk, key);
        expect(created).toBeDefined();
        acknowledged.set(key, created?.id ?? '');
      }
      expect(new Set(acknowledged.values()).size).toBe(acknowledged.size);
      for (const [key, id] of acknowledged) {
        const repeated = await register(await apiOf(recovered), clerk, key);
        expect([key, repeated?.id]).toEqual([key, id]);
        await read(recovered, clerk, `/customers/${id}?minPosition=${repeated?.position}`);
      }
      expect(await recovered.end('SIGTERM')).toBe(0);
      running.delete(recovered);
    }
  });

  it('answers 503 while its database is away, and goes on by itself when it is back', async () => {
    const host = start();
    const token = await tokenFor(host, 'clerk');
    const api = await apiOf(host);
    const before = await register(api, token, 'before');
    expect(before).toMatchObject({ id: expect.any(String), position: expect.any(Number) });
    const file = readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8');
    process.kill(Number(file.split('\n', 1)[0]), 'SIGKILL');
    const statuses = new Set<number>();
    for (let status = 0; status !== 201;) {
      status = await registerStatus(api, token, 'after');
      statuses.add(status);
    }
    expect([...statuses].filter((status) => status !== 201 && status !== 503)).toEqual([]);
    await host.line('The database server is back.');
    const customer = `${api}/customers/${before?.id}`;
    while (
      (await fetch(customer, { headers: { authorization: `Bearer ${token}` } })).status !== 200
    );
    expect((await fetch(new URL('/health/ready', api))).status).toBe(200);
  });

  it('names every wrong setting, and every unknown argument', async () => {
    const [settings, argument, help] = await Promise.all([
      ended(start({ PORT: 'http', TOKEN_HOURS: '0' })),
      ended(start({}, ['--demo'])),
      ended(start({}, ['--help'])),
    ]);
    expect(settings.code).toBe(2);
    expect(settings.said).toContain('PORT is "http"');
    expect(settings.said).toContain('TOKEN_HOURS is "0"');
    expect(argument.code).toBe(2);
    expect(argument.said).toContain("Unknown argument '--demo'");
    expect(help.code).toBe(0);
    expect(help.said).toContain('--empty');
  });

  it('says that DATABASE_URL cannot be reached', async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const url = `postgres://x:secret@127.0.0.1:${port}/x`;
    const { code, said } = await ended(
      start({ DATABASE_URL: url, DATA_DIR: join(base, 'elsewhere') }),
    );
    expect(code).toBe(1);
    expect(said).toContain('The database at DATABASE_URL cannot be reached');
    expect(said).not.toMatch(/secret|^ +at /m);
  });

  it('says so, too, where a server is there that does not answer', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const url = `postgres://x:secret@127.0.0.1:${port}/x`;
    const { code, said } = await ended(
      start({ DATABASE_URL: url, DATA_DIR: join(base, 'elsewhere') }),
    );
    silent.close();
    expect(code).toBe(1);
    expect(said).toContain('The database at DATABASE_URL cannot be reached: timeout expired');
  });

  it('starts empty where it is told so, and says how to make the first account', async () => {
    const host = start({ DATA_DIR: join(base, 'empty') }, ['--empty']);
    await apiOf(host);
    await host.line('There are no accounts yet');
    expect(host.lines.join('\n')).toContain('users add');
  });

  it('starts empty behind a proxy, which would open the demonstration accounts to others', async () => {
    const host = start({ DATA_DIR: join(base, 'proxied'), TRUSTED_PROXIES: '127.0.0.1' });
    await apiOf(host);
    await host.line('There are no accounts yet');
  });

  it('does not outlive the npm that started it', async () => {
    const data = join(base, 'orphan');
    const parent = spawnTypescript(join(import.meta.dirname, 'testing/start-as-npm-does.ts'), {
      DATA_DIR: data,
      PORT: '0',
    });
    await parent.line('  API ');
    parent.child.kill('SIGKILL');
    await parent.closed; // the engine holds its output open until it has ended
    expect(parent.lines).toContain('Stopping (npm is gone) …');
    expect(existsSync(join(data, 'engine.lock'))).toBe(false);
  });

  it('is ended at once by a second signal, and recovers', async () => {
    const host = start({ SHUTDOWN_MS_MAX: '60000' });
    const token = await tokenFor(host, 'clerk');
    const api = new URL(await apiOf(host));
    // A request that does not end: its body never comes.
    const hanging = fetch(`${api.href}/customers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: new ReadableStream({ start: (body) => body.enqueue(Buffer.from('{')) }),
      duplex: 'half',
    }).catch(() => undefined);
    await read(host, token, '/auth/me');
    host.child.kill('SIGINT');
    await host.line('Stopping (SIGINT)');
    host.child.kill('SIGINT');
    expect((await ended(host)).code).toBe(130);
    await hanging;
    const again = start();
    await apiOf(again);
  });
});
