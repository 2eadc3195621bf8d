import { serviceNamed, type ServiceName } from '@gongdan/stages';
import type { KafkaBroker } from '../../tools/kafka/broker.mjs';
import type { ThrowAwayPostgres } from '../setup/throw-away-postgres.mjs';
import type { FaultKind, PlannedFault } from './fault-plan.js';
import type { Host, Hosts, SpareHost } from './hosts.js';
import type { Probe } from './probe.js';
import { until } from './until.js';

/** Everything that faults are done to. */
export interface Victims {
  readonly hosts: Hosts;
  readonly broker: KafkaBroker;
  readonly database: ThrowAwayPostgres;
  readonly probe: Probe;
  /** Writes down that something was done: `kill`, `stop`, `continue`, `start` or `end`. */
  readonly note: (fault: string, target: string) => void;
}

/**
 * Does faults. Each resolves when it is over: who was killed is back, who was stopped goes on; and throws
 * where it cannot be seen to have happened.
 */
export class FaultHands {
  private readonly hands: Readonly<
    Record<FaultKind, (services: readonly ServiceName[]) => Promise<void>>
  > = {
    'kill-service': ([name]) => this.killService(must(name)),
    'kill-relay': () => this.killRelay(),
    'kill-broker': () => this.killBroker(),
    'kill-database': () => this.killDatabase(),
    'stop-relay': () => this.stopRelay(),
    'stop-service': ([name]) => this.stopService(must(name)),
    'restart-storm': (services) => this.restartStorm(services),
  };
  private secondRelay: SpareHost | undefined;

  constructor(private readonly victims: Victims) {}

  /** A second relay stands by from now on. */
  async begin(): Promise<void> {
    this.secondRelay = await this.victims.hosts.startSpare('relay');
  }

  async do({ kind, services }: PlannedFault): Promise<void> {
    await this.hands[kind](services);
  }

  private async killService(name: ServiceName): Promise<void> {
    const { hosts, note } = this.victims;
    const { pid } = await hosts.running(name);
    process.kill(pid, 'SIGKILL');
    note('kill', name);
    await this.back(name, pid);
    note('start', name);
  }

  /** The launcher has started the service again. */
  private async back(name: ServiceName, pid: number): Promise<void> {
    await until(`${name} is back`, () => {
      const now = this.victims.hosts.of(name);
      return now === undefined || now.pid === pid ? undefined : true;
    });
  }

  private async killRelay(): Promise<void> {
    const { hosts, note } = this.victims;
    const { host, epoch } = await this.activeRelay();
    if (host.pid === this.secondRelay?.pid) {
      await hosts.endSpare(this.secondRelay, 'SIGKILL');
      note('kill', 'relay');
      this.secondRelay = await hosts.startSpare('relay');
    } else {
      process.kill(host.pid, 'SIGKILL');
      note('kill', 'relay');
      await this.back('relay', host.pid);
    }
    note('start', 'relay');
    await this.relayAfter(epoch);
  }

  /** Which of the relays has the lease: the one that says so of the epoch in the database. */
  private activeRelay(): Promise<{ readonly host: Host; readonly epoch: number }> {
    const { hosts, probe } = this.victims;
    return until('a relay is active', async () => {
      const epoch = await probe.relayEpoch();
      const host = hosts
        .all('relay')
        .find(({ said }) => said.some((line) => line.includes(`relay active: epoch ${epoch},`)));
      return host && { host, epoch };
    });
  }

  private relayAfter(epoch: number): Promise<true> {
    return until('another relay takes over', async () =>
      (await this.victims.probe.relayEpoch()) > epoch ? true : undefined,
    );
  }

  private async killBroker(): Promise<void> {
    const { broker, note } = this.victims;
    const { pid } = broker;
    await broker.kill();
    note('kill', 'broker');
    await broker.restart();
    if (broker.pid === pid) throw new Error('the broker is the same process');
    note('start', 'broker');
  }

  private async killDatabase(): Promise<void> {
    const { database, probe, note } = this.victims;
    const before = await probe.startedAt();
    database.kill();
    note('kill', 'database');
    await database.start();
    if ((await probe.startedAt()) === before) throw new Error('the database was not started anew');
    note('start', 'database');
  }

  private async stopRelay(): Promise<void> {
    const { note } = this.victims;
    const { host, epoch } = await this.activeRelay();
    const heard = host.said.length;
    await whileStopped(host, 'relay', note, () => this.relayAfter(epoch));
    await until('the relay that slept knows that it is shut out', () =>
      hostSaid(this.victims.hosts, host)
        .slice(heard)
        .some((line) => line.startsWith('relay fenced'))
        ? true
        : undefined,
    );
  }

  /** Another instance takes its consumers over, and ends when it is awake again. */
  private async stopService(name: ServiceName): Promise<void> {
    const { hosts, probe, note } = this.victims;
    const { consumers } = serviceNamed(name);
    const spare = await hosts.startSpare(name);
    const host = await hosts.running(name);
    const before = await probe.epochsOf(consumers);
    await whileStopped(host, name, note, () =>
      until(`another instance of ${name} takes over`, async () => {
        const now = await probe.epochsOf(consumers);
        const taken = consumers.every((each) => (now.get(each) ?? 0) > (before.get(each) ?? 0));
        return taken ? true : undefined;
      }),
    );
    await this.mustEndWell(spare);
  }

  /** Each gets a second instance, loses its first in order, gets it back, and loses the second at once. */
  private async restartStorm(services: readonly ServiceName[]): Promise<void> {
    const { hosts, note } = this.victims;
    for (const name of services) {
      const [spare, { pid }] = await Promise.all([hosts.startSpare(name), hosts.running(name)]);
      process.kill(pid, 'SIGTERM');
      note('end', name);
      await this.back(name, pid);
      note('start', name);
      await hosts.endSpare(spare, 'SIGKILL');
      note('kill', name);
    }
  }

  private async mustEndWell(spare: SpareHost): Promise<void> {
    const code = await this.victims.hosts.endSpare(spare, 'SIGTERM');
    if (code !== 0) throw new Error(`${spare.name} ended with ${code}: ${spare.said.join('\n')}`);
  }
}

async function whileStopped(
  { pid }: Host,
  name: string,
  note: Victims['note'],
  meanwhile: () => Promise<unknown>,
): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  note('stop', name);
  try {
    await meanwhile();
  } finally {
    process.kill(pid, 'SIGCONT');
    note('continue', name);
  }
}

const hostSaid = (hosts: Hosts, { name, pid }: Host): readonly string[] =>
  hosts.all(name).find((each) => each.pid === pid)?.said ?? [];

function must(name: ServiceName | undefined): ServiceName {
  if (name === undefined) throw new Error('this fault wants a service');
  return name;
}
