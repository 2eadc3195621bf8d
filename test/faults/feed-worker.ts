import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FaultPoint } from '@gongdan/core';

export const RECORDER = 'test:sigkill';
export const SIGKILL_LEASE_MS = 800;

const HOOKS = join(import.meta.dirname, '../setup/typescript-hooks.mjs');
const WORKER = join(import.meta.dirname, 'feed-worker-process.ts');

/** A process of its own that runs the read side on a database. */
export class FeedWorker {
  readonly gone: Promise<unknown>;

  private constructor(
    private readonly process: ChildProcess,
    private readonly ready: Promise<unknown>,
  ) {
    this.gone = once(process, 'exit');
  }

  static start(url: string, name: string, fault?: readonly [FaultPoint, number]): FeedWorker {
    const args = [url, name, ...(fault ?? []).map(String)];
    const worker = fork(WORKER, args, { execArgv: ['--import', HOOKS] });
    return new FeedWorker(worker, Promise.race([once(worker, 'message'), once(worker, 'exit')]));
  }

  async untilReady(): Promise<void> {
    await this.ready;
  }

  rebuild(): void {
    if (this.process.connected) this.process.send('rebuild');
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** For good, whatever state it is in. */
  async end(): Promise<void> {
    this.signal('SIGKILL');
    if (this.isAlive) await this.gone;
  }

  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }
}
