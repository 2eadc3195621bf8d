import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { SERVICE_NAMES, type ServiceName } from '@gongdan/stages';
import { builtApps } from '../setup/built-apps.mjs';
import { spawnNode, type SpawnedProgram } from '../setup/spawned-program.js';
import { until } from './until.js';

/** One running process of a service. */
export interface Host {
  readonly name: ServiceName;
  readonly pid: number;
  /** Its own address. */
  readonly api: string;
  /** What it has said since it was started. */
  readonly said: readonly string[];
}

/** A further instance of a service beside that of the launcher. */
export interface SpareHost extends Host {
  readonly program: SpawnedProgram;
}

export interface HostsOptions {
  readonly databaseUrl: string;
  readonly brokers: string;
  /** For DATA_DIR; is made. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Login {
  readonly username: string;
  readonly password: string;
}

const RUNNING = /is running at (\S+) \(process (\d+)\)/;

/** All services and their one address, as `npm run services` runs them, to be found one by one and killed. */
export class Hosts {
  private readonly spares = new Set<SpareHost>();
  private readonly environment: Readonly<Record<string, string>>;
  private readonly launcher: SpawnedProgram;
  private readonly programs: SpawnedProgram[] = [];

  private constructor(
    private readonly apps: string,
    { databaseUrl, brokers, folder, environment = {} }: HostsOptions,
  ) {
    this.environment = {
      DATABASE_URL: databaseUrl,
      KAFKA_BROKERS: brokers,
      DATA_DIR: join(folder, 'data'),
      PORT: '0',
      LOG_LEVEL: 'warn',
      ...environment,
    };
    this.launcher = this.spawn('services', ['--empty', '--stop-with-parent']);
  }

  /** Resolves when all of them listen. */
  static async start(options: HostsOptions): Promise<Hosts> {
    const hosts = new Hosts(builtApps(), options);
    await hosts.launcher.line('  API ');
    return hosts;
  }

  /** The one address, without /api/v1. */
  get base(): string {
    const line = this.launcher.lines.find((each) => each.startsWith('  API ')) ?? '';
    return line.replace(/^ +API +/, '').replace(/\/api\/v1$/, '');
  }

  /** Everything that launcher and instances said, each line with its moment, in their order. */
  get said(): readonly string[] {
    return this.programs
      .flatMap(({ child, lines, printedMs }) =>
        lines.map((line, index) => ({ atMs: printedMs[index] ?? 0, pid: child.pid, line })),
      )
      .toSorted((a, b) => a.atMs - b.atMs)
      .map(({ atMs, pid, line }) => `${new Date(atMs).toISOString()} ${pid} ${line}`);
  }

  /** The launcher’s process of a service; undefined: it does not listen at present. */
  of(name: ServiceName): Host | undefined {
    const { lines } = this.launcher;
    const label = name.padEnd(10);
    const began = lines.lastIndexOf(`${name} ended and is started again.`) + 1;
    const said = lines
      .slice(began)
      .filter((line) => line.startsWith(label))
      .map((line) => line.slice(label.length + 1));
    return hostIn(name, said);
  }

  /** The same, once it listens. */
  running(name: ServiceName): Promise<Host> {
    return until(`${name} listens`, () => this.of(name));
  }

  /** Every process of a service that listens at present. */
  all(name: ServiceName): readonly Host[] {
    const main = this.of(name);
    const spares = [...this.spares].filter((spare) => spare.name === name);
    return [...(main === undefined ? [] : [main]), ...spares];
  }

  /** Starts a further instance. */
  async startSpare(name: ServiceName): Promise<SpareHost> {
    const program = this.spawn(name, []);
    const line = await program.line(`Gongdan ${name} is running at `);
    const host = hostIn(name, [line]);
    if (host === undefined) throw new Error(`what does '${line}' mean?`);
    const spare = { ...host, program, said: program.lines };
    this.spares.add(spare);
    return spare;
  }

  /** Answers its exit code. */
  async endSpare(spare: SpareHost, signal: NodeJS.Signals): Promise<number | null> {
    this.spares.delete(spare);
    return spare.program.end(signal);
  }

  /** An administrator, as an operator makes one. */
  async addAdministrator(): Promise<Login> {
    const cli = this.spawn('cli', ['users', 'add', 'founder', '--role', 'administrator', '--json']);
    const { username, password } = JSON.parse(await cli.line('{')) as Login;
    await cli.closed;
    return { username, password };
  }

  /** `kill -9`; resolves when no service that it had started is left. */
  async killLauncher(): Promise<void> {
    const running = await Promise.all(SERVICE_NAMES.map((name) => this.running(name)));
    await this.launcher.end('SIGKILL');
    await until('the services end without their launcher', () =>
      running.some(({ pid }) => isAlive(pid)) ? undefined : true,
    );
  }

  /** In order, as Ctrl-C does it. Answers the launcher’s exit code. */
  async stop(): Promise<number | null> {
    for (const spare of this.spares) await this.endSpare(spare, 'SIGTERM');
    return this.launcher.end('SIGTERM');
  }

  private spawn(app: string, args: readonly string[]): SpawnedProgram {
    const quiet = '--disable-warning=TimeoutNegativeWarning';
    const words = [quiet, join(this.apps, app, 'main.js'), ...args];
    const program = spawnNode(words, this.environment);
    this.programs.push(program);
    return program;
  }
}

function hostIn(name: ServiceName, said: readonly string[]): Host | undefined {
  for (const line of said) {
    const [, api, pid] = RUNNING.exec(line) ?? [];
    if (api !== undefined) return { name, api, pid: Number(pid), said };
  }
  return undefined;
}

/** Whether a process runs; one that has ended and is not waited for yet (a zombie) does not. */
export function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^\s*[^Z\s]/.test(stdout);
}
