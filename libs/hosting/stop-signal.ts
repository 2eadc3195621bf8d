import { parentOf, processCommand, processIdentity } from '@gongdan/platform';
import { EXIT_INTERRUPTED } from './exit.js';

const PARENT_LOOK_MS = 1_000;

/**
 * The first SIGINT or SIGTERM asks the process to stop. A second one ends it at once (the embedded
 * database is then told to stop, and recovers at the next start).
 */
export class StopSignal {
  /** Why the process is to stop, in a word. */
  received: string | undefined;
  readonly first: Promise<string>;
  private stop: (reason: string) => void = () => {};

  constructor() {
    this.first = new Promise((resolve) => {
      this.stop = (reason) => {
        this.received ??= reason;
        resolve(reason);
      };
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (this.received !== undefined) process.exit(EXIT_INTERRUPTED);
        this.stop(signal);
      });
    }
  }

  /**
   * For `npm start`: an engine that outlives its npm would hold port and data folder against the next
   * start, seen by nobody.
   */
  followParent(): void {
    const followed = starters().map((pid) => ({ pid, identity: processIdentity(pid) }));
    const timer = setInterval(() => {
      if (followed.every(({ pid, identity }) => processIdentity(pid) === identity)) return;
      clearInterval(timer);
      this.stop('npm is gone');
    }, PARENT_LOOK_MS);
    timer.unref();
  }
}

/** The parent; and where that is the shell that npm runs its scripts with, npm itself. */
function starters(): readonly number[] {
  const isShell = /^\S*sh -c /.test(processCommand(process.ppid) ?? '');
  const above = isShell ? parentOf(process.ppid) : undefined;
  return above === undefined ? [process.ppid] : [process.ppid, above];
}
