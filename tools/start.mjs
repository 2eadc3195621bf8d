// `npm start`: builds, then runs the engine in this very process. With a shell in between, a TERM for npm
// would end npm and the shell and leave the engine behind, holding port and data folder.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(fileURLToPath(import.meta.url), '../..');

const run = (...words) => {
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

run(join(root, 'tools/clean.mjs'), 'dist');
run(join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build');

if (process.env.npm_lifecycle_event !== undefined) process.argv.push('--stop-with-parent');
await import(pathToFileURL(join(root, 'dist/apps/standalone/main.js')).href);
