// The load by itself: `node --import ./test/setup/typescript-hooks.mjs test/checker/run-clients.ts --help`.
import { parseArgs } from 'node:util';
import { runClients } from './clients.js';

const USAGE = `Takes tickets through all stages of a running engine, and keeps a journal of every try.

  --base URL        of the engine or the proxy in front of it, without /api/v1 (needed)
  --login NAME      an administrator's user name (needed); the password is in LOGIN_PASSWORD
  --journals DIR    where the journals go, a file per client (needed)
  --clients N       how many at once (8)
  --commands N      begin no ticket after so many acknowledged commands (1000)
  --seed N          of all choices (1)`;

const one = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    base: one,
    login: one,
    journals: one,
    clients: { ...one, default: '8' },
    commands: { ...one, default: '1000' },
    seed: { ...one, default: '1' },
    help: { type: 'boolean', default: false },
  },
});
const { base, login, journals } = values;
const password = process.env['LOGIN_PASSWORD'];
if (!base || !login || !journals || !password || values.help) {
  process.stdout.write(`${USAGE}\n`);
  process.exitCode = values.help ? 0 : 2;
} else {
  const report = await runClients({
    base,
    journals,
    login: { username: login, password },
    clients: Number(values.clients),
    commands: Number(values.commands),
    seed: Number(values.seed),
    note: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
