import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GongdanError, messageOf } from '@gongdan/core';
import { insideDataFolder, replaceFile, SECRET_MODE, syncFolder } from '../data-folder/index.js';
import type { Binaries } from './binaries.js';
import type { DatabaseUser } from './database-user.js';
import { recordPostgresFolder, type PostgresFolder } from './postgres-folder.js';

/** The superuser of the embedded server; the engine itself works as `gongdan` (see database.ts). */
export const SUPERUSER = 'postgres';

const UNFINISHED = '.new-';
const REMOVE_TRIES_MAX = 50;
const REMOVE_PAUSE_MS = 100;

/**
 * Makes the database's files where there are none yet. Everything happens in a folder beside it that is
 * renamed at the end, so that a first start that was killed leaves nothing half made; what such a start
 * left lying is removed. Needs the data folder's lock.
 */
export async function ensureCluster(
  dataFolder: string,
  folder: PostgresFolder,
  binaries: Binaries,
): Promise<{ readonly password: string; readonly fresh: boolean }> {
  await removeUnfinished(folder.path);
  if (existsSync(join(folder.path, 'PG_VERSION'))) {
    checkVersion(folder.path, binaries);
    return { password: readPassword(dataFolder), fresh: false };
  }
  refuseIncomplete(folder.path);
  const password = randomBytes(24).toString('base64url');
  const draft = `${folder.path}${UNFINISHED}${randomBytes(4).toString('hex')}`;
  await initialise(draft, password, folder.user, binaries);
  // The password first: a cluster without its password would be lost, the reverse is harmless.
  replaceFile(insideDataFolder.postgresPassword(dataFolder), `${password}\n`, SECRET_MODE);
  renameSync(draft, folder.path);
  syncFolder(dirname(folder.path));
  recordPostgresFolder(dataFolder, folder.path);
  return { password, fresh: true };
}

async function initialise(
  draft: string,
  password: string,
  user: DatabaseUser,
  binaries: Binaries,
): Promise<void> {
  mkdirSync(draft, { mode: 0o700 });
  const passwordFile = `${draft}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: SECRET_MODE });
  const { uid, gid } = user.ids;
  if (uid !== undefined && gid !== undefined) {
    chownSync(draft, uid, gid);
    chownSync(passwordFile, uid, gid);
  }
  try {
    await runInitdb(binaries.initdb, draft, passwordFile, user);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function runInitdb(
  initdb: string,
  draft: string,
  passwordFile: string,
  user: DatabaseUser,
): Promise<void> {
  const words = [
    `--pgdata=${draft}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order and case rules on every machine, whatever locales it has.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(initdb, words, {
      ...user.ids,
      cwd: dirname(draft),
      env: databaseEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString('utf8')));
    child.on('error', (error) => reject(cannotInitialise(error.message)));
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(cannotInitialise(reasonIn(complaints))),
    );
  });
}

/** Nothing of our own environment (passwords, PG* variables) reaches the server. */
export const databaseEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  ...(process.platform === 'win32' ? process.env : {}),
});

/** Why a program gave up. What it says afterwards is about cleaning up. */
export function reasonIn(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? 'it said nothing';
}

/**
 * The initdb of a killed start may still be writing for a moment, so what is removed can come back. What
 * then stays after all is harmless, and goes at a later start.
 */
async function removeUnfinished(path: string): Promise<void> {
  const parent = dirname(path);
  const prefix = `${basename(path)}${UNFINISHED}`;
  for (let attempt = 1; attempt <= REMOVE_TRIES_MAX; attempt++) {
    const found = readdirSync(parent).filter((name) => name.startsWith(prefix));
    if (found.length === 0) return;
    for (const name of found) remove(join(parent, name));
    await pause(REMOVE_PAUSE_MS);
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
  }
}

/**
 * A folder that is not empty holds a database that was damaged, or that this user cannot look into. A new one
 * in its place would cost the old one its password.
 */
function refuseIncomplete(path: string): void {
  if (!existsSync(path)) return;
  let names;
  try {
    names = readdirSync(path);
  } catch (error) {
    throw cannotRead(path, error);
  }
  if (names.length > 0) throw incomplete(path);
}

function checkVersion(path: string, binaries: Binaries): void {
  const found = readFileSync(join(path, 'PG_VERSION'), 'utf8').trim();
  if (found === binaries.major) return;
  throw new GongdanError({
    code: 'DATABASE.WRONG_VERSION',
    category: 'invalid',
    message: `The database in ${path} was made by PostgreSQL ${found}, this engine brings ${binaries.major}.`,
    hint: 'Start the engine version that made it and dump it (pg_dump), or upgrade the folder (pg_upgrade).',
  });
}

function readPassword(dataFolder: string): string {
  const path = insideDataFolder.postgresPassword(dataFolder);
  const password = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  if (password !== '') return password;
  throw new GongdanError({
    code: 'DATABASE.PASSWORD_LOST',
    category: 'invalid',
    message: `The database is there, but ${path} with its password is not, or is empty.`,
    hint: 'Bring the file back from a backup of DATA_DIR.',
  });
}

const incomplete = (path: string): GongdanError =>
  new GongdanError({
    code: 'DATABASE.INCOMPLETE',
    category: 'invalid',
    message: `${path} is not empty, but the file PG_VERSION of a database is not in it.`,
    hint: 'Bring the folder back from a backup as a whole. Only if its data is not wanted any more: move it away.',
  });

const cannotRead = (path: string, cause: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'DATABASE.UNREADABLE',
      category: 'invalid',
      message: `This user cannot read the database’s folder ${path}: ${messageOf(cause)}.`,
      hint: 'Start as the user that the folder belongs to, or as root.',
    },
    { cause },
  );

const cannotInitialise = (reason: string): GongdanError =>
  new GongdanError({
    code: 'DATABASE.CANNOT_INITIALISE',
    category: 'bug',
    message: `A new database cannot be made: ${reason}`,
    hint: 'Is there space in DATA_DIR, and may this user write it? Else set DATABASE_URL.',
  });
