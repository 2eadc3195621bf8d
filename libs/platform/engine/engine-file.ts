import { existsSync, readFileSync, rmSync } from 'node:fs';
import {
  holderOf,
  insideDataFolder,
  processIdentity,
  replaceFile,
  SECRET_MODE,
} from '../data-folder/index.js';

/** What a running engine tells the other programs of this machine and user (DATA_DIR/engine.json). */
export interface RunningEngine {
  readonly pid: number;
  /** Base URL of its HTTP API, e.g. `http://127.0.0.1:3000`. */
  readonly api: string;
  /** With the password: the file is readable by its owner only. */
  readonly databaseUrl: string;
}

export function writeEngineFile(dataFolder: string, engine: Omit<RunningEngine, 'pid'>): void {
  const content = { pid: process.pid, identity: processIdentity(process.pid), ...engine };
  replaceFile(
    insideDataFolder.engine(dataFolder),
    `${JSON.stringify(content, null, 2)}\n`,
    SECRET_MODE,
  );
}

export function removeEngineFile(dataFolder: string): void {
  rmSync(insideDataFolder.engine(dataFolder), { force: true });
}

/** The engine that runs on this data folder now; undefined: none, or one that was killed. */
export function findRunningEngine(dataFolder: string): RunningEngine | undefined {
  const path = insideDataFolder.engine(dataFolder);
  if (!existsSync(path)) return undefined;
  const holder = holderOf(dataFolder);
  try {
    const found = JSON.parse(readFileSync(path, 'utf8')) as RunningEngine;
    return holder !== undefined && holder.pid === found.pid ? found : undefined;
  } catch {
    return undefined; // removed or replaced at this moment
  }
}
