import { setTimeout as pause } from 'node:timers/promises';
import { GongdanError, messageOf } from '@gongdan/core';
import { insideDataFolder } from '../data-folder/index.js';
import { findBinaries } from './binaries.js';
import { ensureCluster } from './cluster.js';
import { ensureDatabase } from './database.js';
import { findPostgresFolder } from './postgres-folder.js';
import { clearOrphan } from './postmaster.js';
import { startServer, type Server, type ServerOptions } from './server.js';

export interface EmbeddedPostgres {
  /** Of the engine's database, with its password. */
  readonly url: string;
  /** Where the database's files are. */
  readonly folder: string;
  /** Of the server; another one after it died and was started again. */
  pid(): number;
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Absolute; its lock must be held (`lockDataFolder`). */
  readonly dataFolder: string;
  readonly connectionsMax: number;
  /** One line for people about what was found and done. */
  readonly note: (line: string) => void;
}

const RESTART_PAUSE_MS = 200;
const RESTART_PAUSE_MS_MAX = 10_000;

/**
 * The engine's own PostgreSQL: made on the first start, found again on later ones, cleared of what a
 * killed run left behind, started again where it dies under us (requests meanwhile are answered with
 * 503). fsync is on.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { dataFolder, connectionsMax, note } = options;
  const folder = findPostgresFolder(dataFolder);
  const binaries = findBinaries(folder.user);
  const { password, fresh } = await ensureCluster(dataFolder, folder, binaries);
  if (fresh) note(`A new database was made in ${folder.path}.`);
  if ((await clearOrphan(folder.path)) === 'stopped') {
    note('The database server of a killed run was still there: it was stopped cleanly.');
  }
  const serverOptions = { dataFolder, folder, binaries, connectionsMax };
  const keeper = new ServerKeeper(serverOptions, await startServer(serverOptions), note);
  try {
    const url = await ensureDatabase(
      keeper.port,
      password,
      insideDataFolder.postgresPassword(dataFolder),
    );
    return {
      url,
      folder: folder.path,
      pid: () => keeper.pid,
      stop: () => keeper.stop(),
    };
  } catch (error) {
    await keeper.stop();
    throw error;
  }
}

/** Starts a server that died again, on the same port, until told to stop. */
class ServerKeeper {
  private stopping = false;
  private restarting: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: ServerOptions,
    private server: Server,
    private readonly note: (line: string) => void,
  ) {
    this.watch();
  }

  get port(): number {
    return this.server.port;
  }

  get pid(): number {
    return this.server.child.pid ?? 0;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.restarting;
    await this.server.stop();
  }

  private watch(): void {
    this.server.child.once('exit', (code, signal) => {
      if (this.stopping) return;
      this.note(`The database server died (${signal ?? `code ${code}`}); it is started again.`);
      this.restarting = this.restart();
    });
  }

  private async restart(): Promise<void> {
    let pauseMs = RESTART_PAUSE_MS;
    while (!this.stopping) {
      await pause(pauseMs);
      try {
        await clearOrphan(this.options.folder.path);
        this.server = await startServer(this.options, this.port);
        this.watch();
        this.note('The database server is back.');
        return;
      } catch (error) {
        this.note(`The database server does not come back yet: ${wordsOf(error)}`);
        pauseMs = Math.min(pauseMs * 2, RESTART_PAUSE_MS_MAX);
      }
    }
  }
}

/** With what to do about it: nobody else will say so while the server is away. */
const wordsOf = (error: unknown): string =>
  error instanceof GongdanError && error.hint !== undefined
    ? `${error.message} ${error.hint}`
    : messageOf(error);
