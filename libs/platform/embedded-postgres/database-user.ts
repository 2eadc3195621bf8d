import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { GongdanError } from '@gongdan/core';
import { isRoot } from '../data-folder/index.js';

/** Who PostgreSQL runs as. `ids` is empty where that is simply who we are. */
export interface DatabaseUser {
  readonly ids: { readonly uid?: number; readonly gid?: number };
}

/**
 * PostgreSQL refuses to run as root. So root runs it as the owner of the database folder where there is
 * one already, else as the system's user `postgres`, which is made where it is missing.
 */
export function chooseDatabaseUser(existingFolder: string | undefined): DatabaseUser {
  if (!isRoot()) return { ids: {} };
  if (existingFolder !== undefined) {
    const { uid, gid } = statSync(existingFolder);
    if (uid !== 0) return { ids: { uid, gid } };
  }
  const ids = idsOf('postgres') ?? makeUser();
  if (ids !== undefined) return { ids };
  throw new GongdanError({
    code: 'DATABASE.NO_USER',
    category: 'invalid',
    message:
      'PostgreSQL does not run as root, and no system user `postgres` exists or can be made.',
    hint: 'Run `useradd --system --user-group postgres`, start as an ordinary user, or set DATABASE_URL.',
  });
}

/** Whether that user can enter the folder (every parent included). */
export const canEnter = (user: DatabaseUser, folder: string): boolean =>
  user.ids.uid === undefined || succeeds(user, '/bin/sh', ['-c', 'cd -- "$0"', folder]);

/** Whether that user can run the program. */
export const canRun = (user: DatabaseUser, program: string): boolean =>
  succeeds(user, program, ['--version']);

function idsOf(name: string): DatabaseUser['ids'] | undefined {
  const uid = Number(ask('id', ['-u', name]) || Number.NaN);
  const gid = Number(ask('id', ['-g', name]) || Number.NaN);
  return Number.isInteger(uid) && Number.isInteger(gid) && uid > 0 ? { uid, gid } : undefined;
}

function makeUser(): DatabaseUser['ids'] | undefined {
  ask('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
  return idsOf('postgres');
}

const ask = (program: string, words: readonly string[]): string =>
  spawnSync(program, words, { encoding: 'utf8' }).stdout?.trim() ?? '';

const succeeds = (user: DatabaseUser, program: string, words: readonly string[]): boolean =>
  spawnSync(program, words, { ...user.ids, stdio: 'ignore', cwd: '/' }).status === 0;
