import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist');
const SOURCES = ['apps', 'libs'];

const writtenMs = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs;

/** Whether any source was written after its compiled file. */
function isStale() {
  return SOURCES.some((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|testing/.test(file))
      .some((file) => {
        const compiled = writtenMs(join(dist, folder, file.replace(/ts$/, 'js')));
        return compiled === undefined || compiled < writtenMs(join(root, folder, file));
      }),
  );
}

/**
 * The folder of the compiled programs: many hosts start several times faster from there. Compiles them
 * where a source is newer. Not for two processes at once.
 */
export function builtApps() {
  if (isStale()) {
    const nest = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [nest, 'build'], {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
  }
  return join(dist, 'apps');
}
