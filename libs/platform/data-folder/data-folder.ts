import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { GongdanError, messageOf } from '@gongdan/core';

/** Permissions of files that hold secrets: their owner only. */
export const SECRET_MODE = 0o600;

export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * Makes DATA_DIR where it does not exist and answers its absolute path. Throws `DATA_FOLDER.UNUSABLE`
 * where it cannot be made or written. Root makes it open to be entered: the database runs as another
 * user and must be able to reach its folder inside.
 */
export function openDataFolder(dataDir: string): string {
  const folder = resolve(dataDir);
  try {
    mkdirSync(folder, { recursive: true, mode: isRoot() ? 0o755 : 0o700 });
    if (!statSync(folder).isDirectory()) throw new Error('it is not a folder');
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return folder;
  } catch (error) {
    throw new GongdanError(
      {
        code: 'DATA_FOLDER.UNUSABLE',
        category: 'invalid',
        message: `The data folder ${folder} cannot be used: ${messageOf(error)}.`,
        hint: 'Set DATA_DIR to a folder that this user may write, or change its permissions.',
      },
      { cause: error },
    );
  }
}

/** Replaces a file in one step: a reader, or a start after a crash, sees the old or the new content. */
export function replaceFile(path: string, content: string, mode: number): void {
  const fresh = `${path}.new-${process.pid}`;
  const file = openSync(fresh, 'w', mode);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
  syncFolder(dirname(path));
}

/** Makes renames and new names inside a folder durable (not possible, and not needed, on Windows). */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

export const insideDataFolder = {
  lock: (folder: string) => join(folder, 'engine.lock'),
  engine: (folder: string) => join(folder, 'engine.json'),
  postgres: (folder: string) => join(folder, 'postgres'),
  postgresPointer: (folder: string) => join(folder, 'postgres-folder'),
  postgresPassword: (folder: string) => join(folder, 'postgres-password'),
  postgresLog: (folder: string) => join(folder, 'postgres.log'),
} as const;
