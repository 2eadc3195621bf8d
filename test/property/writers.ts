import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJournalFile, type Entry } from './journal.js';

const HOOKS = join(import.meta.dirname, '../setup/typescript-hooks.mjs');
const WRITER = join(import.meta.dirname, 'writer-process.ts');

/** Client processes of their own that write through the store, and their journals. */
export class Writers {
  private readonly folder = mkdtempSync(join(tmpdir(), 'gongdan-journals-'));
  private readonly processes = new Set<ChildProcess>();
  private started = 0;
  killed = 0;
  readonly exits: { readonly client: string; readonly signal: NodeJS.Signals | null }[] = [];

  constructor(
    private readonly url: string,
    private readonly callers: number,
    /** Tells the clients of several runs on one database apart. */
    private readonly name = 'client',
  ) {}

  async start(fault?: string): Promise<ChildProcess> {
    this.started += 1;
    const client = `${this.name}${this.started}`;
    const journal = join(this.folder, `${client}.jsonl`);
    const writer = fork(
      WRITER,
      [this.url, client, String(this.started), String(this.callers), journal],
      {
        execArgv: ['--import', HOOKS],
        env: { ...process.env, ...(fault === undefined ? {} : { FAULT: fault }) },
      },
    );
    this.processes.add(writer);
    writer.on('exit', (_code, signal) => {
      this.processes.delete(writer);
      this.exits.push({ client, signal });
    });
    await Promise.race([once(writer, 'message'), once(writer, 'exit')]);
    return writer;
  }

  /** SIGKILL for the one that has lived longest, and a new one in its place. */
  async killAndReplace(): Promise<void> {
    const [oldest] = this.processes;
    if (!oldest) return;
    const gone = once(oldest, 'exit');
    oldest.kill('SIGKILL');
    await gone;
    this.killed += 1;
    await this.start();
  }

  async stop(): Promise<void> {
    const all = [...this.processes];
    const gone = all.map((writer) => once(writer, 'exit'));
    for (const writer of all) if (writer.connected) writer.send('stop');
    await Promise.all(gone);
  }

  entries(): Entry[] {
    return readdirSync(this.folder).flatMap((name) => readJournalFile(join(this.folder, name)));
  }

  dispose(): void {
    for (const writer of this.processes) writer.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
