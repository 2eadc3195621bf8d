import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { GongdanError } from '@gongdan/core';
import pg from 'pg';
import { spawnTypescript, type SpawnedProgram } from '../../../test/setup/spawned-program.js';
import { processIdentity } from '../data-folder/index.js';
import { clearOrphan, readPostmasterFile } from '../embedded-postgres/postmaster.js';
import { readSettings } from '../settings/index.js';
import { findRunningEngine } from './engine-file.js';
import { connectToEngine, openDatabase } from './open-database.js';

jest.setTimeout(60_000);

const HOLDER = join(import.meta.dirname, '../testing/hold-database.ts');

const root = process.getuid?.() === 0;
const onlyAsRoot = root ? it : it.skip;

let base: string;
let template: string;
let dataDir: string;
let holders: SpawnedProgram[];

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'gongdan-template-'));
  chmodSync(template, 0o755);
  const made = await openDatabase(settings({ DATA_DIR: join(template, 'data') }), options);
  await made.close();
});

afterAll(() => rmSync(template, { recursive: true, force: true }));

/** A folder as an earlier start left it, without the time that making a database takes. */
const startedBefore = () =>
  expect(spawnSync('cp', ['-a', join(template, 'data'), dataDir]).status).toBe(0);

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'gongdan-data-'));
  chmodSync(base, 0o755);
  dataDir = join(base, 'data');
  holders = [];
});

afterEach(async () => {
  for (const holder of holders) await holder.end('SIGKILL');
  await clearOrphan(join(dataDir, 'postgres'));
  rmSync(base, { recursive: true, force: true });
});

const settings = (more: Record<string, string> = {}) =>
  readSettings({ DATA_DIR: dataDir, ...more });

/** The killed server's children may hold its port for a moment. */
async function listenAsSoonAsFree(port: number): Promise<Server> {
  for (;;) {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      return server;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}

const options = { purpose: 'a test', note: () => {} };

const hold = (as = {}): SpawnedProgram => {
  const holder = spawnTypescript(HOLDER, { DATA_DIR: dataDir }, { as });
  holders.push(holder);
  return holder;
};

const opened = async (holder: SpawnedProgram): Promise<{ url: string; folder: string }> =>
  JSON.parse((await holder.line('open ')).slice('open '.length)) as { url: string; folder: string };

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

const failureOf = async (promise: Promise<unknown>): Promise<GongdanError> =>
  promise.then(
    () => {
      throw new Error('it succeeded');
    },
    (error: unknown) => error as GongdanError,
  );

describe('the embedded database', () => {
  it('is made once, keeps its data over stops, durable and closed to the network', async () => {
    const first = await openDatabase(settings(), options);
    await query(first.url, 'CREATE TABLE kept (n int)');
    await query(first.url, 'INSERT INTO kept VALUES (42)');
    const [row] = await query(
      first.url,
      `SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
              current_setting('synchronous_commit') AS sync, current_setting('listen_addresses') AS listens,
              (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super,
              lower('ÄÖ') AS lower`,
    );
    expect(row).toEqual({
      fsync: 'on',
      pages: 'on',
      sync: 'on',
      listens: '127.0.0.1',
      super: false,
      lower: 'äö',
    });
    await first.close();
    await first.close();
    expect(existsSync(join(dataDir, 'engine.lock'))).toBe(false);

    const second = await openDatabase(settings(), options);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
    await second.close();
    expect(statSync(join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600);
  });

  it('refuses a second engine on the folder and names the first', async () => {
    startedBefore();
    const holder = hold();
    await opened(holder);
    const failure = await failureOf(openDatabase(settings(), options));
    expect(failure.code).toBe('DATA_FOLDER.IN_USE');
    expect(failure.message).toContain(`process ${holder.child.pid} (a test)`);
  });

  it('can be joined beside a running engine, and alone without one', async () => {
    startedBefore();
    const holder = hold();
    const { url } = await opened(holder);
    await holder.line('open ');
    const joined = await connectToEngine(settings(), options);
    expect(joined).toMatchObject({ databaseUrl: url, api: 'http://127.0.0.1:9' });
    await joined.close();
    expect(statSync(join(dataDir, 'engine.json')).mode & 0o777).toBe(0o600);

    expect(await holder.end('SIGTERM')).toBe(0);
    expect(findRunningEngine(dataDir)).toBeUndefined();
    const alone = await connectToEngine(settings(), options);
    expect(alone.api).toBeUndefined();
    expect(await query(alone.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await alone.close();
  });

  it('recovers from kill -9: stale lock, orphaned server, all committed data', async () => {
    startedBefore();
    const holder = hold();
    const { url, folder } = await opened(holder);
    await query(url, 'CREATE TABLE kept (n int)');
    await query(url, 'INSERT INTO kept VALUES (7)');
    await holder.end('SIGKILL');
    const orphan = readPostmasterFile(folder);
    expect(processIdentity(orphan?.pid ?? 0)).toBeDefined();
    expect(findRunningEngine(dataDir)).toBeUndefined();

    const notes: string[] = [];
    const again = await openDatabase(settings(), { ...options, note: (line) => notes.push(line) });
    expect(notes.join()).toContain('killed run');
    expect(processIdentity(orphan?.pid ?? 0)).toBeUndefined();
    expect(await query(again.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    await again.close();
  });

  const onlyOnLinux = process.platform === 'linux' ? it : it.skip;
  onlyOnLinux('finds the orphaned server under another path of the folder, too', async () => {
    startedBefore();
    const holder = hold();
    const { url, folder } = await opened(holder);
    await query(url, 'CREATE TABLE kept (n int)');
    await holder.end('SIGKILL');
    const orphan = readPostmasterFile(folder)?.pid ?? 0;
    expect(processIdentity(orphan)).toBeDefined();

    const link = join(base, 'link');
    symlinkSync(dataDir, link);
    const again = await openDatabase(settings({ DATA_DIR: link }), options);
    expect(processIdentity(orphan)).toBeUndefined();
    expect(await query(again.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }]);
    await again.close();
  });

  it('starts over a pid file whose pid belongs to another process now', async () => {
    startedBefore();
    const holder = hold();
    const { folder } = await opened(holder);
    await holder.end('SIGKILL');
    const orphan = readPostmasterFile(folder);
    process.kill(orphan?.pid ?? 0, 'SIGKILL');
    const file = join(folder, 'postmaster.pid');
    const stale = readFileSync(file, 'utf8').replace(String(orphan?.pid), String(process.pid));
    writeFileSync(file, stale);

    const again = await openDatabase(settings(), options);
    expect(await query(again.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await again.close();
  });

  it('is started again, under the same address, when it dies under the engine', async () => {
    startedBefore();
    const holder = hold();
    const { url, folder } = await opened(holder);
    const first = readPostmasterFile(folder)?.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await holder.line('note The database server is back.');
    expect(readPostmasterFile(folder)?.pid).not.toBe(first);
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await holder.end('SIGTERM')).toBe(0);
  });

  it('says so where its port was taken meanwhile, and comes back when it is free again', async () => {
    startedBefore();
    const holder = hold();
    const { url, folder } = await opened(holder);
    process.kill(readPostmasterFile(folder)?.pid ?? 0, 'SIGKILL');
    const other = await listenAsSoonAsFree(Number(new URL(url).port));
    const line = await holder.line('note The database server does not come back yet');
    expect(line).toContain('was taken by another program');
    expect(line).toContain('stop the engine and start it again');
    other.close();
    await holder.line('note The database server is back.');
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('survives a first start that is killed at any moment', async () => {
    for (const delayMs of [500, 800, 1_100]) {
      const holder = hold();
      await new Promise((resolve) => setTimeout(resolve, delayMs)); // the moment is the point here
      await holder.end('SIGKILL');
    }
    const last = await openDatabase(settings(), options);
    expect(await query(last.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await last.close();
    expect(readdirSync(dataDir).filter((name) => name.includes('.new-'))).toEqual([]);
  });

  it('never makes a new database in the place of one that is not whole', async () => {
    startedBefore();
    const version = join(dataDir, 'postgres/PG_VERSION');
    const content = readFileSync(version, 'utf8');
    rmSync(version);
    const failure = await failureOf(openDatabase(settings(), options));
    expect(failure.code).toBe('DATABASE.INCOMPLETE');
    expect(failure.message).toContain(join(dataDir, 'postgres'));
    expect(readdirSync(dataDir).filter((name) => name.includes('.new-'))).toEqual([]);
    writeFileSync(version, content);
    const again = await openDatabase(settings(), options);
    expect(await query(again.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await again.close();
  });

  onlyAsRoot('nor of one that this user cannot look into', async () => {
    startedBefore();
    const as = { uid: 65_534, gid: 65_534 };
    const owner = `${as.uid}:${as.gid}`;
    spawnSync('chown', [owner, dataDir, join(dataDir, 'postgres-password')]);
    const password = readFileSync(join(dataDir, 'postgres-password'), 'utf8');
    const holder = hold(as);
    await holder.closed;
    expect(holder.lines.join('\n')).toContain('This user cannot read the database’s folder');
    expect(readFileSync(join(dataDir, 'postgres-password'), 'utf8')).toBe(password);
  });

  it.each([
    ['', 'DATABASE.PASSWORD_LOST'],
    ['another', 'DATABASE.WRONG_PASSWORD'],
  ])('names the password’s file where that holds %j', async (password, code) => {
    startedBefore();
    writeFileSync(join(dataDir, 'postgres-password'), password);
    const failure = await failureOf(openDatabase(settings(), options));
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(join(dataDir, 'postgres-password'));
  });

  it('says clearly that a folder cannot be used', async () => {
    writeFileSync(dataDir, 'a file');
    const failure = await failureOf(openDatabase(settings(), options));
    expect(failure.code).toBe('DATA_FOLDER.UNUSABLE');
    expect(failure.message).toContain(dataDir);
    rmSync(dataDir);
  });

  onlyAsRoot(
    'lies elsewhere, and is found again, where its user cannot enter DATA_DIR',
    async () => {
      chmodSync(base, 0o700);
      const first = await openDatabase(settings(), options);
      expect(first.databaseFolder).toMatch(/^\/var\/lib\/gongdan\/[0-9a-f]{16}\/postgres$/);
      await query(first.url, 'CREATE TABLE kept (n int)');
      await first.close();
      const second = await openDatabase(settings(), options);
      expect(second.databaseFolder).toBe(first.databaseFolder);
      expect(await query(second.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }]);
      await second.close();
      rmSync(join(second.databaseFolder ?? '', '..'), { recursive: true });
      const lost = await failureOf(openDatabase(settings(), options));
      expect(lost.code).toBe('DATA_FOLDER.DATABASE_LOST');
    },
  );

  onlyAsRoot('runs for an ordinary user, and for root afterwards on the same folder', async () => {
    const as = { uid: 65_534, gid: 65_534 };
    spawnSync('chown', [`${as.uid}:${as.gid}`, base]);
    const holder = hold(as);
    const { url } = await opened(holder);
    await query(url, 'CREATE TABLE kept (n int)');
    expect(await holder.end('SIGTERM')).toBe(0);
    const asRoot = await openDatabase(settings(), options);
    expect(await query(asRoot.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }]);
    await asRoot.close();
    expect(await opened(hold(as))).toBeDefined();
  });
});
