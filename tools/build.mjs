// What `npm start` and `npm run services` begin with: the sources compiled into dist.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(fileURLToPath(import.meta.url), '../..');

/** Ends the process where it fails. */
export function build() {
  const run = (...words) => {
    const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  };
  run(join(root, 'tools/clean.mjs'), 'dist');
  run(join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build');
}
