// `npm run bench -- <suite>… [--json FILE]`: builds the engine with the benchmarks, then runs them.
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';

const run = (...args) => {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

run('node_modules/@nestjs/cli/bin/nest.js', 'build', '--config', 'test/bench/nest-cli.json');
// No TypeScript: the build leaves them out.
for (const path of ['test/setup/throw-away-postgres.mjs', 'tools/kafka']) {
  cpSync(path, `dist/${path}`, { recursive: true });
}
// kafkajs counts a moment in the past as a time to wait.
run(
  '--disable-warning=TimeoutNegativeWarning',
  'dist/test/bench/main.js',
  ...process.argv.slice(2),
);
