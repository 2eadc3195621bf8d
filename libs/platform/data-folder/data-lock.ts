import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { GongdanError } from '@gongdan/core';
import { insideDataFolder } from './data-folder.js';
import { processIdentity } from './process-identity.js';

export interface LockHolder {
  readonly pid: number;
  readonly identity: string;
  /** What the holder does, for the message to others: `engine`, `gongdan import` … */
  readonly purpose: string;
}

export interface DataLock {
  release(): void;
}

const TRIES_MAX = 20;

/**
 * One engine per data folder. A lock left behind by a killed run is recognised (its process is gone, or
 * its pid now belongs to another process) and replaced. Throws `DATA_FOLDER.IN_USE` naming the pid, and
 * `DATA_FOLDER.NOT_A_FILE`.
 */
export function lockDataFolder(folder: string, purpose: string): DataLock {
  const path = insideDataFolder.lock(folder);
  const mine = JSON.stringify({
    pid: process.pid,
    identity: processIdentity(process.pid) ?? '',
    purpose,
  } satisfies LockHolder);
  for (let attempt = 1; attempt <= TRIES_MAX; attempt++) {
    if (create(path, mine)) return held(path, mine);
    const found = contentOf(path);
    if (found === undefined) continue; // released meanwhile
    const holder = parseHolder(found);
    if (holder !== undefined && isHeld(holder)) throw inUse(folder, holder);
    removeStale(path, found);
  }
  throw new GongdanError({
    code: 'DATA_FOLDER.IN_USE',
    category: 'conflict',
    message: `Several processes try to take the data folder ${folder} at the same time.`,
    hint: 'Start one engine only.',
  });
}

/** Who holds the folder now; undefined: nobody alive. Throws `DATA_FOLDER.NOT_A_FILE`. */
export function holderOf(folder: string): LockHolder | undefined {
  const found = contentOf(insideDataFolder.lock(folder));
  const holder = found === undefined ? undefined : parseHolder(found);
  return holder !== undefined && isHeld(holder) ? holder : undefined;
}

/** Creates the lock with its content in one step: a link to a finished file either succeeds or not. */
function create(path: string, content: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o644 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Moves a stale lock out of the way. Where another process was faster and what was moved is its fresh
 * lock, it is put back.
 */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
    if (contentOf(aside) !== stale) linkSync(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function held(path: string, mine: string): DataLock {
  const release = () => {
    process.off('exit', release);
    if (contentOf(path) === mine) rmSync(path, { force: true });
  };
  process.on('exit', release);
  return { release };
}

const isHeld = (holder: LockHolder): boolean => processIdentity(holder.pid) === holder.identity;

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw code === 'EISDIR' ? notAFile(path, error) : error;
  }
}

/** Node’s own words do not name it. */
const notAFile = (path: string, cause: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'DATA_FOLDER.NOT_A_FILE',
      category: 'invalid',
      message: `${path} is a folder; it must be a file that the engine writes itself.`,
      hint: 'Remove that folder. Where Docker made it for a bind mount of a file that was not there: mount DATA_DIR as a whole instead.',
    },
    { cause },
  );

function parseHolder(text: string): LockHolder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<LockHolder> | null;
    return typeof holder?.pid === 'number' && typeof holder.identity === 'string'
      ? { pid: holder.pid, identity: holder.identity, purpose: String(holder.purpose) }
      : undefined;
  } catch {
    return undefined;
  }
}

const inUse = (folder: string, holder: LockHolder): GongdanError =>
  new GongdanError({
    code: 'DATA_FOLDER.IN_USE',
    category: 'conflict',
    message: `The data folder ${folder} is in use by process ${holder.pid} (${holder.purpose}).`,
    hint: `Stop that process (kill ${holder.pid}), or set DATA_DIR to another folder.`,
    extra: { pid: holder.pid, purpose: holder.purpose },
  });
