import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const HOOKS = join(import.meta.dirname, 'typescript-hooks.mjs');

export interface SpawnedProgram {
  readonly child: ChildProcess;
  /** Everything it printed, line by line. */
  readonly lines: readonly string[];
  /** When it printed each of them, in milliseconds since 1970. */
  readonly printedMs: readonly number[];
  /** The first line that begins so; throws where the process ends without one. */
  line(beginning: string): Promise<string>;
  /** Resolves when the process is gone and its output read. */
  readonly closed: Promise<unknown>;
  /** Sends the signal and resolves with the exit code when the process is gone. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export interface SpawnOptions {
  /** Which system user it runs as; root may choose. */
  readonly as?: { readonly uid?: number; readonly gid?: number };
  readonly args?: readonly string[];
}

/** Runs a TypeScript file as a process of its own, with this environment and nothing else. */
export const spawnTypescript = (
  program: string,
  environment: Readonly<Record<string, string>>,
  { args = [], ...options }: SpawnOptions = {},
): SpawnedProgram =>
  spawnNode(
    ['--disable-warning=ExperimentalWarning', '--import', HOOKS, program, ...args],
    environment,
    options,
  );

/** The same with these words after `node`. */
export function spawnNode(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  { as = {} }: Pick<SpawnOptions, 'as'> = {},
): SpawnedProgram {
  const child = spawn(process.execPath, words, {
    ...as,
    cwd: '/',
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const printedMs: number[] = [];
  const waiters = new Set<() => void>();
  const tell = () => waiters.forEach((waiter) => waiter());
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (text) => {
      lines.push(text);
      printedMs.push(Date.now());
      tell();
    });
  }
  const closed = once(child, 'close');
  void closed.then(tell);
  return {
    child,
    lines,
    printedMs,
    closed,
    line: (beginning) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find((text) => text.startsWith(beginning));
          if (found !== undefined) resolve(found);
          else if (child.exitCode !== null || child.signalCode !== null) {
            reject(new Error(`ended without '${beginning}':\n${lines.join('\n')}`));
          } else return;
          waiters.delete(look);
        };
        waiters.add(look);
        look();
      }),
    async end(signal) {
      child.kill(signal);
      await closed;
      return child.exitCode;
    },
  };
}
