import { EXIT_INTERRUPTED } from './exit.js';

/**
 * The first SIGINT or SIGTERM asks the process to stop. A second one ends it at once (the embedded
 * database is then told to stop, and recovers at the next start).
 */
export class StopSignal {
  received: NodeJS.Signals | undefined;
  readonly first: Promise<NodeJS.Signals>;

  constructor() {
    this.first = new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.on(signal, () => {
          if (this.received !== undefined) process.exit(EXIT_INTERRUPTED);
          this.received = signal;
          resolve(signal);
        });
      }
    });
  }
}
