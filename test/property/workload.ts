import { randomUUID } from 'node:crypto';
import { GongdanError, messageOf, streamName, type Instant, type NewEvent } from '@gongdan/core';
import type { AppendResult, EventStore, ExpectedVersion } from '@gongdan/event-store';
import { seededRandom } from '../setup/random.js';
import type { Intent, Journal, Told } from './journal.js';

export interface Workload {
  readonly client: string;
  readonly seed: number;
  readonly callers: number;
  /** Streams that all clients write to. */
  readonly hotStreams: number;
  /** Ends when this says so. */
  isOver(): boolean;
}

const FINGERPRINTS = ['ab', 'cd'].map((byte) => byte.repeat(32)) as [string, string];

/**
 * Callers that append whatever a client might: all expectations, one or two streams, one to four events,
 * with and without keys, repeats with the same and with another request, hostile data. Everything is
 * journaled before it is asked, and every answer before the next question.
 */
export async function runWorkload(
  store: EventStore,
  journal: Journal,
  workload: Workload,
): Promise<void> {
  const random = seededRandom(workload.seed);
  const client = new WorkloadClient(store, journal, workload, random);
  await Promise.all(Array.from({ length: workload.callers }, () => client.run()));
}

class WorkloadClient {
  private operations = 0;
  private readonly versions = new Map<string, number>();
  /** Commands whose outcome is not known, or that are worth repeating. */
  private readonly toRepeat: Intent[] = [];

  constructor(
    private readonly store: EventStore,
    private readonly journal: Journal,
    private readonly workload: Workload,
    private readonly random: () => number,
  ) {}

  async run(): Promise<void> {
    while (!this.workload.isOver()) {
      const repeated = this.random() < 0.15 ? this.toRepeat.shift() : undefined;
      const intent = repeated ? this.repeat(repeated) : this.invent();
      const isImpatient = this.random() < 0.1;
      await Promise.all([
        this.ask(intent),
        intent.command && isImpatient ? this.ask(this.again(intent, intent.command)) : undefined,
      ]);
    }
  }

  private async ask(intent: Intent): Promise<void> {
    const isHostile = this.random() < 0.01;
    this.journal.intend(intent);
    let told: Told;
    try {
      told = toldBy(await this.store.append(requestOf(intent, isHostile)));
    } catch (error) {
      told = failed(error);
    }
    this.journal.told(intent.operation, told);
    this.learn(intent, told);
    // A store that is away answers at once: this must not become a busy loop.
    if (told.status === 'refused') await new Promise((resolve) => setTimeout(resolve, 5));
  }

  private learn(intent: Intent, told: Told): void {
    if (told.status === 'conflict') this.versions.set(told.stream, told.actual);
    if (told.status === 'appended') {
      let index = 0;
      for (const { stream, ids } of intent.writes) {
        index += ids.length;
        this.versions.set(stream, told.versions[index - 1] ?? 0);
      }
    }
    const isWorthRepeating = told.status === 'unknown' || this.random() < 0.3;
    if (intent.command && isWorthRepeating) this.toRepeat.push(intent);
  }

  private invent(): Intent {
    const first = this.pickStream();
    const second = this.random() < 0.3 ? this.pickStream() : first;
    const streams = [...new Set([first, second])];
    const operation = this.nextOperation();
    return {
      operation,
      writes: streams.map((stream) => this.write(stream)),
      ...(this.random() < 0.6 ? { command: this.command(operation) } : {}),
    };
  }

  private repeat(intent: Intent): Intent {
    const { command } = intent;
    if (!command) return intent;
    const isOther = this.random() < 0.2;
    return this.again(intent, isOther ? { ...command, fingerprint: FINGERPRINTS[1] } : command);
  }

  private again({ writes }: Intent, command: NonNullable<Intent['command']>): Intent {
    return {
      operation: this.nextOperation(),
      writes: writes.map(({ stream, expected, ids }) => ({
        stream,
        expected,
        ids: ids.map(() => randomUUID()),
      })),
      command,
    };
  }

  private write(stream: string): Intent['writes'][number] {
    const ids = Array.from({ length: 1 + Math.floor(this.random() * 4) }, () => randomUUID());
    return { stream, expected: this.expectation(stream), ids };
  }

  private expectation(stream: string): ExpectedVersion {
    const choice = this.random();
    if (choice < 0.25) return 'any';
    if (choice < 0.4) return 'exists';
    if (choice < 0.5) return 'none';
    return this.versions.get(stream) ?? 0;
  }

  private pickStream(): string {
    const { client, hotStreams } = this.workload;
    if (this.random() < 0.4)
      return streamName('hot', String(Math.floor(this.random() * hotStreams)));
    return streamName(client, String(Math.floor((this.random() * this.operations) / 4)));
  }

  private command(operation: string): NonNullable<Intent['command']> {
    return { key: `key:${operation}`, fingerprint: FINGERPRINTS[0], outcome: { operation } };
  }

  private nextOperation(): string {
    this.operations += 1;
    return `${this.workload.client}:${this.operations}`;
  }
}

const requestOf = ({ writes, command }: Intent, isHostile: boolean) => ({
  writes: writes.map(({ stream, expected, ids }) => ({
    stream: stream as ReturnType<typeof streamName>,
    expected,
    events: ids.map((id) => workloadEvent(id, isHostile)),
  })),
  ...(command && { command }),
});

export const workloadEvent = (id: string, isHostile = false): NewEvent => ({
  id,
  type: 'WorkRecorded',
  schemaVersion: 1,
  data: isHostile ? { text: 'NUL \0' } : { text: `done 工单 ${id}` },
  actor: 'technician-one',
  occurredAt: '2026-03-02T01:00:00.000Z' as Instant,
  correlationId: id,
  causationId: null,
  customerId: null,
});

/** What fails before it was sent (a planted throw) is no GongdanError: nothing may be there. */
const failed = (error: unknown): Told => {
  if (!(error instanceof GongdanError)) return { status: 'refused', code: messageOf(error) };
  return error.category === 'unknown'
    ? { status: 'unknown' }
    : { status: 'refused', code: error.code };
};

function toldBy(result: AppendResult): Told {
  switch (result.status) {
    case 'appended':
      return {
        status: 'appended',
        positions: result.events.map(({ position }) => position),
        versions: result.events.map(({ version }) => version),
      };
    case 'conflict':
      return { status: 'conflict', stream: result.stream, actual: result.actual };
    case 'replayed':
      return { status: 'replayed', outcome: result.outcome, position: result.position };
    case 'key-reused':
      return { status: 'key-reused' };
  }
}
