import { Command, CommanderError } from 'commander';
import type { CommandSite } from './command.js';
import { commands } from './commands/index.js';
import { EXIT, reportFailure } from './exit-codes.js';
import { ReaderGone, type Terminal } from './terminal.js';

/** The same on every terminal, and in docs/reference/command-line.md. */
const HELP_COLUMNS = 100;

const HELP = `
Every command works beside a running engine and without one: it finds the engine of DATA_DIR, else opens the
database there (or at DATABASE_URL) for as long as it takes. Exit codes: 0 done, 1 failed or found something,
2 called wrongly, 3 engine or database not reachable.

Examples:
  npm run gongdan -- verify
  npm run gongdan -- workflow draw paid
  npm run gongdan -- import event-log history.csv.gz --mapping config/imports/<yours>.yaml`;

interface BuiltProgram {
  readonly program: Command;
  /** What the command that ran answered. */
  readonly exitCode: () => number;
}

/** The program with all its commands. */
export function buildProgram(terminal: Terminal): BuiltProgram {
  let exitCode: number = EXIT.ok;
  const program = new Command('gongdan')
    .description('The command line of the Gongdan workflow engine.')
    .addHelpText('after', HELP)
    .showHelpAfterError('(--help shows what is possible)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.replace(/\n$/, '')),
      writeErr: (text) => terminal.note(text.replace(/\n$/, '')),
      getOutHelpWidth: () => HELP_COLUMNS,
      getErrHelpWidth: () => HELP_COLUMNS,
    });
  const site: CommandSite = {
    program,
    terminal,
    run:
      (work) =>
      async (...args) => {
        exitCode = (await work(...args)) ?? EXIT.ok;
      },
  };
  for (const add of commands) add(site);
  return { program, exitCode: () => exitCode };
}

/** Runs one command line; answers its exit code and never throws. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const { program, exitCode } = buildProgram(terminal);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (terminal.signal.reason instanceof ReaderGone) return EXIT.ok;
    if (terminal.signal.aborted) {
      terminal.note('Interrupted.');
      return EXIT.interrupted;
    }
    return reportFailure(error, terminal);
  }
}
