import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnTypescript, type SpawnedProgram } from '../../setup/spawned-program.js';
import type { Login } from '../load/people.js';

const ROOT = join(import.meta.dirname, '../../..');

/** The standalone engine as `npm start` runs it, on a database of its own, to be killed and started again. */
export class KillableEngine {
  private readonly folder = mkdtempSync(join(tmpdir(), 'gongdan-killable-'));
  private program: SpawnedProgram | undefined;

  private constructor(private readonly port: number) {
    chmodSync(this.folder, 0o755); // the database runs as another user
  }

  static async start(): Promise<KillableEngine> {
    const engine = new KillableEngine(await freePort());
    await engine.startAgain();
    return engine;
  }

  /** The same after every start. */
  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Of the present start. */
  get databaseUrl(): string {
    const file = join(this.environment.DATA_DIR, 'engine.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { databaseUrl: string }).databaseUrl;
  }

  readonly journals = join(this.folder, 'journals');
  readonly faults = join(this.folder, 'faults.jsonl');

  /** An administrator, as an operator makes one. */
  async addAdministrator(): Promise<Login> {
    const args = ['users', 'add', 'founder', '--role', 'administrator', '--json'];
    const cli = spawnTypescript(join(ROOT, 'apps/cli/main.ts'), this.environment, { args });
    const { username, password } = JSON.parse(await cli.line('{')) as Login;
    await cli.closed;
    return { username, password };
  }

  async killAndStartAgain(): Promise<void> {
    this.note('kill');
    await this.program?.end('SIGKILL');
    await this.startAgain();
    this.note('start');
  }

  async remove(): Promise<void> {
    await this.program?.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get environment() {
    return { DATA_DIR: join(this.folder, 'data'), PORT: String(this.port), LOG_LEVEL: 'fatal' };
  }

  private async startAgain(): Promise<void> {
    const main = join(ROOT, 'apps/standalone/main.ts');
    this.program = spawnTypescript(main, this.environment, { args: ['--empty'] });
    await this.program.line('  database');
  }

  private note(fault: string): void {
    const line = { at: new Date().toISOString(), fault, target: 'standalone' };
    appendFileSync(this.faults, `${JSON.stringify(line)}\n`);
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
