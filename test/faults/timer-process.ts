import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FaultPoint } from '@gongdan/core';

const HOOKS = join(import.meta.dirname, '../setup/typescript-hooks.mjs');
const WORKER = join(import.meta.dirname, 'timer-worker-process.ts');

export interface TimerProcessOptions {
  /** Where it waits, with claims in hand. */
  readonly waitsAt?: FaultPoint;
  /** How far its own clock is off. */
  readonly shiftMs?: number;
}

/** A process of its own that fires timers. */
export class TimerProcess {
  private readonly messages: unknown[] = [];
  private readonly gone: Promise<unknown>;

  private constructor(private readonly process: ChildProcess) {
    this.gone = once(process, 'exit');
    process.on('message', (message) => this.messages.push(message));
  }

  static async start(
    url: string,
    { waitsAt, shiftMs = 0 }: TimerProcessOptions = {},
  ): Promise<TimerProcess> {
    const args = [url, ...(waitsAt === undefined ? [] : [waitsAt])];
    const started = new TimerProcess(
      fork(WORKER, args, {
        execArgv: ['--import', HOOKS],
        env: { ...process.env, CLOCK_SHIFT_MS: String(shiftMs) },
      }),
    );
    await started.says('ready');
    return started;
  }

  /** Waits until it is where it waits. */
  isThere(): Promise<void> {
    return this.says('there');
  }

  goOn(): void {
    this.process.send({});
  }

  setClock(shiftMs: number): void {
    this.process.send({ shiftMs });
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** For good, whatever state it is in. */
  async end(): Promise<void> {
    this.signal('SIGKILL');
    if (this.process.exitCode === null && this.process.signalCode === null) await this.gone;
  }

  private async says(word: string): Promise<void> {
    while (!this.messages.includes(word)) {
      await Promise.race([once(this.process, 'message'), this.gone]);
      if (this.process.exitCode !== null) throw new Error(`it ended before it said '${word}'`);
    }
  }
}
