import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** A run was seen to hold 350 MB at most. */
const FREE_BYTES_MIN = 4 * 1024 ** 3;
const NAME = 'gongdan-tests-';
/** One for each run; whose process is gone, nobody uses any more. */
const FOLDER = join(MEMORY, `${NAME}${process.pid}`);

/**
 * Has everything temporary of this run lie in memory, where there is room. A database is some hundred
 * files, and databases come and go by the hundred: on a disk's file system, making and removing their files took
 * a ninth of all processor time. What TMPDIR says goes before. A process that is killed loses here what it
 * would lose on a disk: what it had not written yet.
 */
export function useMemoryForTemporaryFiles() {
  if (process.env.TMPDIR || !existsSync(MEMORY)) return;
  removeWhatKilledRunsLeft();
  const { bavail, bsize } = statfsSync(MEMORY);
  if (bavail * bsize < FREE_BYTES_MIN) return;
  mkdirSync(FOLDER, { recursive: true });
  chmodSync(FOLDER, 0o1777); // like /tmp: some tests work as another user
  process.env.TMPDIR = FOLDER;
}

/** After the run; does nothing where its files lie elsewhere. */
export const removeTemporaryFiles = () => rmSync(FOLDER, { recursive: true, force: true });

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
