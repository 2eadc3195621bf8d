// All services under faults: `node --import ./test/setup/typescript-hooks.mjs test/services/faults.ts --help`.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { summaryOf } from '../checker/summary.js';
import { runUnderFaults } from './run-under-faults.js';

const USAGE = `Runs all services on a PostgreSQL and an Apache Kafka of their own (Java 17 and Maven), kills and
stops one after the other while clients work, and has the checker judge what is left.

  --seed N       of the faults, their moments and the clients' choices (1)
  --commands N   begin no ticket after so many acknowledged commands (5000)
  --clients N    how many at once (8)
  --short        every kind of fault once, as CI does it; else every service in turn, twice
  --folder DIR   where journals, the hosts' words and the report are left (a new temporary one)

Exits with 0: clean; 1: contradictions; 2: called wrongly, or a fault could not be done.`;

const one = { type: 'string' } as const;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { ...one, default: '1' },
      commands: { ...one, default: '5000' },
      clients: { ...one, default: '8' },
      folder: one,
      short: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const say = (line: string) => process.stdout.write(`${line}\n`);
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'gongdan-faults-'));
  say(`Everything is left in ${folder}`);
  const { plan, done, load, troubles, loadMs, report } = await runUnderFaults({
    seed: wholeNumber('seed', values.seed),
    commands: wholeNumber('commands', values.commands),
    clients: wholeNumber('clients', values.clients),
    short: values.short,
    folder,
    say,
  });
  say(`${done.length} of ${plan.length} faults in ${Math.round(loadMs / 1000)} s`);
  say(JSON.stringify(load));
  say(summaryOf(report));
  return report.clean && troubles.length === 0 && done.length === plan.length ? 0 : 1;
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Error(`--${name}: '${text}' is no whole number from 1`);
}

/** Said and not left to the end of the program: the throw-away PostgreSQL sets an exit code of its own there. */
let exitCode = 2;
try {
  exitCode = await main();
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.stack : String(error)}\n`);
}
process.exit(exitCode);
