import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GongdanError, messageOf } from '@gongdan/core';
import { insideDataFolder, SECRET_MODE } from '../data-folder/index.js';
import type { Binaries } from './binaries.js';
import { databaseEnvironment, reasonIn } from './cluster.js';
import type { PostgresFolder } from './postgres-folder.js';
import { readPostmasterFile, stopServer } from './postmaster.js';

const POLL_MS = 10;
/** Recovery after a power cut replays at most max_wal_size; slow disks need minutes for it. */
const START_MS_MAX = 300_000;
/** Between choosing a free port and binding it another process may take it. */
const PORT_TRIES_MAX = 5;
const LOG_BYTES_MAX = 20_000_000;

export interface Server {
  readonly port: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly dataFolder: string;
  readonly folder: PostgresFolder;
  readonly binaries: Binaries;
  readonly connectionsMax: number;
}

/**
 * Starts PostgreSQL on a free loopback port and resolves when it accepts connections. It runs in a
 * process group of its own, so that Ctrl-C in a terminal reaches only the engine, which stops the server
 * after the requests in flight. Throws `DATABASE.CANNOT_START`, `DATABASE.PORT_TAKEN` (of a wanted port).
 */
export async function startServer(options: ServerOptions, wantedPort?: number): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const port = wantedPort ?? (await freePort());
    const outcome = await tryStart(options, port);
    if (typeof outcome !== 'string') return outcome;
    const portTaken = /could not (bind|create any TCP)|Address already in use/i.test(outcome);
    if (portTaken && wantedPort !== undefined) throw portTakenMeanwhile(wantedPort);
    if (!portTaken || attempt === PORT_TRIES_MAX) {
      throw cannotStart(options.dataFolder, outcome);
    }
  }
}

/** A running server, or what the server said before it gave up. */
async function tryStart(options: ServerOptions, port: number): Promise<Server | string> {
  const { folder, binaries } = options;
  const log = openLog(options.dataFolder);
  const child = spawn(
    binaries.postgres,
    ['-D', folder.path, '-p', String(port), ...serverOptions(options.connectionsMax)],
    {
      ...folder.user.ids,
      cwd: dirname(folder.path),
      env: databaseEnvironment(),
      stdio: ['ignore', log.file, log.file],
      detached: true,
    },
  );
  let failure: string | undefined;
  child.once('error', (error) => (failure = messageOf(error)));
  const gaveUp = () => (failure ??= log.newText());
  child.once('exit', gaveUp);
  closeSync(log.file);
  for (let waitedMs = 0; waitedMs < START_MS_MAX; waitedMs += POLL_MS) {
    if (failure !== undefined) return failure;
    const file = readPostmasterFile(folder.path);
    if (file?.pid === child.pid && file?.status === 'ready') {
      child.off('exit', gaveUp);
      return running(child, port);
    }
    await pause(POLL_MS);
  }
  if (child.pid !== undefined) await stopServer(child.pid);
  return `it was not ready after ${START_MS_MAX / 1000} s`;
}

function running(child: ChildProcess, port: number): Server {
  const pid = child.pid ?? 0;
  // Where this process ends without stopping the server (a crash), it at least tells it to stop.
  const tellToStop = () => void child.kill('SIGINT');
  process.on('exit', tellToStop);
  child.once('exit', () => process.off('exit', tellToStop));
  return {
    port,
    child,
    stop: () =>
      child.exitCode === null && child.signalCode === null ? stopServer(pid) : Promise.resolve(),
  };
}

/**
 * Durability stays at its strictest (fsync, full_page_writes, synchronous_commit are on by default). The
 * rest is for a small machine: 2 cores, a few GB.
 */
const serverOptions = (connectionsMax: number): string[] =>
  Object.entries({
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(connectionsMax),
    shared_buffers: '256MB',
    effective_cache_size: '1GB',
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    random_page_cost: '1.1',
    jit: 'off', // compiling costs more than these short queries take
    max_wal_size: '2GB',
    min_wal_size: '256MB',
    wal_compression: 'on',
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
    // A killed client's statement ends soon, and with it the locks it holds.
    ...(process.platform === 'linux' ? { client_connection_check_interval: '1s' } : {}),
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] ',
    log_min_error_statement: 'panic', // statements hold personal data
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

function openLog(dataFolder: string): { file: number; newText: () => string } {
  const path = insideDataFolder.postgresLog(dataFolder);
  if (existsSync(path) && statSync(path).size > LOG_BYTES_MAX) renameSync(path, `${path}.old`);
  const file = openSync(path, 'a', SECRET_MODE);
  const before = statSync(path).size;
  return { file, newText: () => readFileSync(path).subarray(before).toString('utf8') };
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

const cannotStart = (dataFolder: string, said: string): GongdanError =>
  new GongdanError({
    code: 'DATABASE.CANNOT_START',
    category: 'transient',
    message: `The embedded database does not start: ${reasonIn(said)}`,
    hint: `Its log is ${insideDataFolder.postgresLog(dataFolder)}.`,
  });

/** The engine's connections know the server by this port until they are made anew. */
const portTakenMeanwhile = (port: number): GongdanError =>
  new GongdanError({
    code: 'DATABASE.PORT_TAKEN',
    category: 'transient',
    message: `The port of the embedded database, ${port}, was taken by another program while the server was gone.`,
    hint: 'End that program; or stop the engine and start it again: it then takes another port.',
  });
