import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '@gongdan/core';
import { STOP_WITH_PARENT } from '@gongdan/hosting';
import type { ServiceName } from '@gongdan/stages';

/** A service that ends by itself is started again, not sooner than this after its last start. */
const RESTART_MS_MIN = 1_000;

/** kafkajs asks for a timer in the past now and then, which Node warns of. */
const QUIET = '--disable-warning=TimeoutNegativeWarning';

/** What a service says when it listens; see `startService`. */
const RUNNING = /is running at (\S+) \(process \d+\)/;

/** One service as a process, started again when it ends though nobody asked it to. */
export class ServiceProcess {
  /** Base URL while it listens. */
  api: string | undefined;
  private child: ChildProcess | undefined;
  private stopping = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    readonly name: ServiceName,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly note: (line: string) => void,
  ) {}

  /** Resolves when it listens; throws where its first start fails. */
  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.running = this.keepRunning(resolve, reject);
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.child?.kill('SIGTERM');
    await this.running;
  }

  private async keepRunning(listens: () => void, failed: (error: unknown) => void): Promise<void> {
    let hasListened = false;
    while (!this.stopping) {
      const begunMs = performance.now();
      const listening = (): void => {
        hasListened = true;
        listens();
      };
      // No process could be made where it fails: the machine lacks memory, say.
      const failure = await this.runOnce(listening).catch((error: unknown) => error);
      this.api = undefined;
      if (this.stopping) return;
      if (!hasListened) {
        return failed(failure ?? new Error(`The service ${this.name} did not start.`));
      }
      const why = failure === undefined ? 'ended' : `could not be started (${messageOf(failure)})`;
      this.note(`${this.name} ${why} and is started again.`);
      await pause(Math.max(0, RESTART_MS_MIN - (performance.now() - begunMs)));
    }
  }

  private async runOnce(listens: () => void): Promise<void> {
    const main = join(import.meta.dirname, `../${this.name}/main${extname(import.meta.filename)}`);
    const child = spawn(process.execPath, [...process.execArgv, QUIET, main, STOP_WITH_PARENT], {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // Ctrl-C of the terminal is for this process: it stops the services in order
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.note(`${this.name.padEnd(10)} ${line}`);
        const [, api] = RUNNING.exec(line) ?? [];
        if (api === undefined) return;
        this.api = api;
        listens();
      });
    }
    await once(child, 'close');
  }
}
