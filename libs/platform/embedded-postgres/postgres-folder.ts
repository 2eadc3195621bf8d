import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GongdanError } from '@gongdan/core';
import { insideDataFolder, replaceFile } from '../data-folder/index.js';
import { FALLBACK_ROOT } from './binaries.js';
import { canEnter, chooseDatabaseUser, type DatabaseUser } from './database-user.js';

export interface PostgresFolder {
  readonly path: string;
  readonly user: DatabaseUser;
}

/**
 * Where the database's files are, or shall be: `DATA_DIR/postgres`. Where the database user cannot enter
 * DATA_DIR (root's engine below /root, mode 700) they go to FALLBACK_ROOT, and the file
 * `DATA_DIR/postgres-folder` says where.
 */
export function findPostgresFolder(dataFolder: string): PostgresFolder {
  const pointer = insideDataFolder.postgresPointer(dataFolder);
  const ordinary = insideDataFolder.postgres(dataFolder);
  const recorded = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : ordinary;
  const exists = existsSync(join(recorded, 'PG_VERSION'));
  const user = chooseDatabaseUser(exists ? recorded : undefined);
  if (recorded !== ordinary && !exists) throw lost(pointer, recorded);
  if (exists && !canEnter(user, recorded)) throw notEnterable(recorded);
  if (exists || canEnter(user, dataFolder)) return { path: recorded, user };
  return { path: fallback(dataFolder, user), user };
}

function fallback(dataFolder: string, user: DatabaseUser): string {
  const name = createHash('sha256').update(realpathSync(dataFolder)).digest('hex').slice(0, 16);
  const parent = join(FALLBACK_ROOT, name);
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  if (!canEnter(user, parent)) throw notEnterable(parent);
  return join(parent, 'postgres');
}

/** Called once the database is made: from now on the folder is found again by the pointer. */
export function recordPostgresFolder(dataFolder: string, path: string): void {
  if (dirname(path) === dataFolder) return;
  replaceFile(insideDataFolder.postgresPointer(dataFolder), `${path}\n`, 0o644);
}

const notEnterable = (folder: string): GongdanError =>
  new GongdanError({
    code: 'DATA_FOLDER.NOT_ENTERABLE',
    category: 'invalid',
    message: `The database's system user cannot enter the folder ${folder}.`,
    hint: `Make every parent of it enterable (chmod o+x), or set DATA_DIR to a folder such as ${FALLBACK_ROOT}/data.`,
  });

const lost = (pointer: string, recorded: string): GongdanError =>
  new GongdanError({
    code: 'DATA_FOLDER.DATABASE_LOST',
    category: 'invalid',
    message: `${pointer} says that the database lies in ${recorded}, but there is none.`,
    hint: `Bring that folder back. Only if its data is not wanted any more: delete ${pointer}.`,
  });
