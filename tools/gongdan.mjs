// The command line from the sources: builds what is missing or out of date, then runs it in this process.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(fileURLToPath(import.meta.url), '../..');
const main = join(root, 'dist/apps/cli/main.js');

/** When the newest source was changed; a folder’s own time tells of removed files. */
function newestIn(folder) {
  let newest = statSync(folder).mtimeMs;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) newest = Math.max(newest, newestIn(path));
    else if (/(?<!\.spec)\.ts$/.test(entry.name)) newest = Math.max(newest, statSync(path).mtimeMs);
  }
  return newest;
}

const isStale = () => {
  if (!existsSync(main)) return true;
  const built = statSync(main).mtimeMs;
  return ['apps', 'libs'].some((folder) => newestIn(join(root, folder)) > built);
};

/** Held while one of several command lines builds; the others wait for it. */
const lock = join(root, '.cache/command-line-build');
const BUILD_MS_MAX = 120_000;

function takeLock() {
  mkdirSync(join(root, '.cache'), { recursive: true });
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    // A build that was killed leaves its lock behind.
    const heldSinceMs = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (heldSinceMs !== undefined && Date.now() - heldSinceMs > BUILD_MS_MAX) {
      rmSync(lock, { recursive: true, force: true });
    }
    return false;
  }
}

function build() {
  // Over what is there, not after removing it: an engine may be running from it.
  const nest = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [nest, 'build', 'cli'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0) return;
  process.stderr.write(
    `${stdout ?? ''}${stderr ?? ''}error: the command line could not be built\n`,
  );
  process.exitCode = 1;
}

// An installation without sources (the image) has nothing to build.
if (existsSync(join(root, 'apps/cli/main.ts'))) {
  // What another one is building is not complete before its lock is gone, however new it looks.
  while (process.exitCode === undefined && (existsSync(lock) || isStale())) {
    if (!takeLock()) {
      await setTimeout(100);
      continue;
    }
    try {
      if (isStale()) build();
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

if (process.exitCode === undefined) await import(pathToFileURL(main).href);
