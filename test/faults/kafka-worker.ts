import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FaultPoint } from '@gongdan/core';
import { gate } from '../../libs/event-feed/testing/gate.js';
import type { RelayScene } from './relay-scene.js';

/** What a process is told, as JSON. */
export interface KafkaWorkerOrders {
  readonly databaseUrl: string;
  readonly brokers: string;
  readonly prefix: string;
  /** A relay, or a feed with the consumer of the scene. */
  readonly role: 'relay' | 'feed';
  readonly name: string;
  readonly leaseMs?: number;
  /** Where it kills itself, and at which passing. */
  readonly fault?: readonly [FaultPoint, number];
}

const HOOKS = join(import.meta.dirname, '../setup/typescript-hooks.mjs');
const PROGRAM = join(import.meta.dirname, 'kafka-worker-process.ts');

/** A process of its own with a relay or a feed over Kafka. */
export class KafkaWorker {
  /** Resolves when the process has ended. */
  readonly gone: Promise<unknown>;
  /** What it told an operator: `<kind>: <message>`. */
  readonly notices: string[] = [];
  private heard = gate();

  private constructor(private readonly process: ChildProcess) {
    this.gone = once(process, 'exit').finally(() => this.heard.open());
    process.on('message', (notice: string) => {
      this.notices.push(notice);
      this.heard.open();
    });
  }

  static start(
    scene: RelayScene,
    orders: Omit<KafkaWorkerOrders, 'databaseUrl' | 'brokers' | 'prefix'>,
  ): KafkaWorker {
    const { databaseUrl, brokers, topics } = scene;
    const { prefix } = topics.topics;
    const given: KafkaWorkerOrders = { databaseUrl, brokers, prefix, ...orders };
    const execArgv = ['--import', HOOKS, '--disable-warning=TimeoutNegativeWarning'];
    return new KafkaWorker(fork(PROGRAM, [JSON.stringify(given)], { execArgv }));
  }

  /** Once it has said something that begins so, now or before. */
  async says(beginning: string): Promise<void> {
    while (!this.notices.some((notice) => notice.startsWith(beginning))) {
      if (!this.isAlive)
        throw new Error(`ended without '${beginning}': ${this.notices.join('; ')}`);
      await this.heard.opened;
      this.heard = gate();
    }
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
