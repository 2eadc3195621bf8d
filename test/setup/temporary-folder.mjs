import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** A run was seen to hold 350 MB at most. */
const FREE_BYTES_MIN = 4 * 1024 ** 3;
const NAME = 'gongdan-tests-';

/**
 * Has everything temporary of this run lie in memory, where there is room. A database is some hundred
 * files, and databases come and go by the hundred: on a disk's file system, making and removing their files took
 * a ninth of all processor time. What TMPDIR says goes before.
 */
export function useMemoryForTemporaryFiles() {
  if (process.env.TMPDIR || !existsSync(MEMORY)) return;
  removeWhatKilledRunsLeft();
  const { bavail, bsize } = statfsSync(MEMORY);
  if (bavail * bsize < FREE_BYTES_MIN) return;
  const folder = join(MEMORY, `${NAME}${process.pid}`);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o1777); // like /tmp: some tests work as another user
  process.env.TMPDIR = folder;
}

/** After the run; does nothing to a folder that is not its own. */
export function removeTemporaryFiles() {
  const folder = process.env.TMPDIR;
  if (folder === join(MEMORY, `${NAME}${process.pid}`))
    rmSync(folder, { recursive: true, force: true });
}

function removeWhatKilledRunsLeft() {
  for (const name of readdirSync(MEMORY).filter((name) => name.startsWith(NAME))) {
    if (isRunning(Number(name.slice(NAME.length)))) continue;
    try {
      rmSync(join(MEMORY, name), { recursive: true, force: true });
    } catch {
      // another user’s
    }
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
