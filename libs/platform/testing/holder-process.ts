import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const here = import.meta.dirname;

export interface HolderProcess {
  readonly child: ChildProcess;
  /** Everything it printed, line by line. */
  readonly lines: readonly string[];
  /** The first line that begins so; throws where the process ends without one. */
  line(beginning: string): Promise<string>;
  /** Sends the signal and resolves with the exit code when the process is gone. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export interface SpawnAs {
  readonly uid?: number;
  readonly gid?: number;
}

/** Runs a TypeScript program of this folder as a process of its own. */
export function spawnTypescript(
  program: string,
  environment: Record<string, string>,
  as: SpawnAs = {},
): HolderProcess {
  const child = spawn(
    process.execPath,
    ['--import', join(here, 'typescript-hooks.mjs'), join(here, program)],
    {
      ...as,
      cwd: '/',
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const lines: string[] = [];
  const waiters = new Set<() => void>();
  const tell = () => waiters.forEach((waiter) => waiter());
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (text) => {
      lines.push(text);
      tell();
    });
  }
  const closed = once(child, 'close');
  void closed.then(tell);
  return {
    child,
    lines,
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
