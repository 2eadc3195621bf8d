import { lockDataFolder, openDataFolder } from '../data-folder/index.js';
import { startEmbeddedPostgres } from '../embedded-postgres/index.js';
import type { Settings } from '../settings/index.js';
import { findRunningEngine, removeEngineFile, writeEngineFile } from './engine-file.js';

/** Connections beside the pool's: event store, feed, LISTEN, command line, an operator's psql. */
const FURTHER_CONNECTIONS = 80;

export interface OpenDatabase {
  readonly url: string;
  /** Absolute path of DATA_DIR. */
  readonly dataFolder: string;
  /** Where the embedded database's files are; undefined with DATABASE_URL. */
  readonly databaseFolder?: string;
  /** Tells other programs where the engine's API is. */
  announce(api: string): void;
  /** Stops the embedded database and gives the data folder free. May be called again. */
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** Who holds the folder, for the message to others: `the engine`, `gongdan import`. */
  readonly purpose: string;
  /** One line for people about what was found and done. */
  readonly note: (line: string) => void;
}

/**
 * Takes the data folder for this process and provides its database: the one at DATABASE_URL, else the
 * embedded one. Throws `DATA_FOLDER.IN_USE`, `DATA_FOLDER.UNUSABLE`, `DATABASE.…`.
 */
export async function openDatabase(
  settings: Pick<Settings, 'dataDir' | 'databaseUrl' | 'databaseConnectionsMax'>,
  options: OpenDatabaseOptions,
): Promise<OpenDatabase> {
  const dataFolder = openDataFolder(settings.dataDir);
  const lock = lockDataFolder(dataFolder, options.purpose);
  removeEngineFile(dataFolder);
  try {
    const database = await provide(settings, dataFolder, options.note);
    let closing: Promise<void> | undefined;
    return {
      ...database,
      dataFolder,
      announce: (api) => writeEngineFile(dataFolder, { api, databaseUrl: database.url }),
      close: () =>
        (closing ??= (async () => {
          removeEngineFile(dataFolder);
          await database.stop();
          lock.release();
        })()),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function provide(
  settings: Pick<Settings, 'databaseUrl' | 'databaseConnectionsMax'>,
  dataFolder: string,
  note: (line: string) => void,
): Promise<{ url: string; databaseFolder?: string; stop: () => Promise<void> }> {
  if (settings.databaseUrl !== undefined) {
    return { url: settings.databaseUrl, stop: () => Promise.resolve() };
  }
  const connectionsMax = settings.databaseConnectionsMax + FURTHER_CONNECTIONS;
  const embedded = await startEmbeddedPostgres({ dataFolder, connectionsMax, note });
  return { url: embedded.url, databaseFolder: embedded.folder, stop: () => embedded.stop() };
}

export interface EngineConnection {
  readonly databaseUrl: string;
  readonly dataFolder: string;
  /** Base URL of the running engine's API; undefined: no engine runs, this process has it to itself. */
  readonly api?: string;
  close(): Promise<void>;
}

/**
 * For programs beside the engine (the command line): joins the database of the engine that runs on this
 * data folder, or opens the database itself until `close`.
 */
export async function connectToEngine(
  settings: Pick<Settings, 'dataDir' | 'databaseUrl' | 'databaseConnectionsMax'>,
  options: OpenDatabaseOptions,
): Promise<EngineConnection> {
  const dataFolder = openDataFolder(settings.dataDir);
  const running = findRunningEngine(dataFolder);
  if (running !== undefined) {
    const { databaseUrl, api } = running;
    return { databaseUrl, dataFolder, api, close: () => Promise.resolve() };
  }
  const database = await openDatabase(settings, options);
  return { databaseUrl: database.url, dataFolder, close: () => database.close() };
}
