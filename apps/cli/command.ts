import { Command } from 'commander';
import type { Terminal } from './terminal.js';

/** What a command’s work answers: its exit code, or nothing for success. */
export type Work<Arguments extends readonly unknown[]> = (
  ...args: Arguments
) => Promise<number | void>;

/** What every command file is given to add its command to. */
export interface CommandSite {
  readonly program: Command;
  readonly terminal: Terminal;
  /** Wraps the work of a command so that its exit code arrives at the shell. */
  run<Arguments extends readonly unknown[]>(
    work: Work<Arguments>,
  ): (...args: Arguments) => Promise<void>;
}

/** One file per command: adds it to the program. */
export type AddCommand = (site: CommandSite) => void;

/** The group of commands (`events tail` is in `events`), made by whoever needs it first. */
export function groupOf(program: Command, name: string, description: string): Command {
  const known = program.commands.find((command) => command.name() === name);
  return known ?? program.command(name).description(description);
}

/** Examples below a command’s help. */
export const examples = (...lines: readonly string[]): string =>
  ['', 'Examples:', ...lines.map((line) => `  npm run gongdan -- ${line}`)].join('\n');
