import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { folderFor, prepare } from './data-folder.mjs';
import { fetchJars, java, javaProgram, whatKafkaLacks } from './jars.mjs';
import { freePort, isFree, LOOPBACK } from './ports.mjs';

export { whatKafkaLacks };

const START_TIMEOUT_MS = 120_000;
const READY_LOOK_MS = 200;
const STOP_TIMEOUT_MS = 30_000;
const LOG_BYTES_KEPT = 4_000_000;
const LOG_LINES_SHOWN = 15;

/** See broker.d.mts. */
export async function startKafka({
  dataFolder,
  port = 0,
  keep = dataFolder !== undefined,
  startTimeoutMs = START_TIMEOUT_MS,
  progress,
} = {}) {
  const lack = whatKafkaLacks();
  if (lack !== undefined) throw new Error(lack);
  if (port !== 0 && !(await isFree(port))) throw new PortTaken(port);
  await fetchJars(progress);
  const folder = folderFor(dataFolder);
  const broker = new Broker(folder, port === 0 ? await freePort() : port, keep, startTimeoutMs);
  try {
    await broker.start();
  } catch (error) {
    if (!keep) rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return broker;
}

export class PortTaken extends Error {
  constructor(port) {
    super(`Port ${port} of ${LOOPBACK} is taken.`);
    this.port = port;
  }
}

class Broker {
  ended = Promise.resolve();
  #java;
  #guard;
  #logStart = 0;

  constructor(dataFolder, port, keep, startTimeoutMs) {
    Object.assign(this, { dataFolder, port, keep, startTimeoutMs });
    this.brokers = `${LOOPBACK}:${port}`;
    this.logFile = join(dataFolder, 'broker.log');
  }

  get pid() {
    return this.#java?.pid;
  }

  async start() {
    const settings = join(this.dataFolder, 'server.properties');
    prepare(this.dataFolder, settings, { port: this.port, controllerPort: await freePort() });
    const log = openSync(this.logFile, 'a');
    if (fstatSync(log).size > LOG_BYTES_KEPT) ftruncateSync(log);
    this.#logStart = fstatSync(log).size;
    // Of a process group of its own: Ctrl-C in a terminal is for us, and we stop the broker.
    const child = spawn(javaProgram, java('kafka.Kafka', settings), {
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    await once(child, 'spawn');
    this.#java = child;
    this.#guard = endWithUs(child.pid);
    this.ended = this.#endOf(child);
    try {
      await this.#ready();
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  async #endOf(child) {
    await once(child, 'exit');
    this.#guard?.kill();
    this.#java = undefined;
  }

  /** Ready is not an open port: the broker is let in, groups have a coordinator, and producers get their ids. */
  async #ready() {
    const deadline = performance.now() + this.startTimeoutMs;
    const { Kafka, logLevel } = kafkajs;
    const client = new Kafka({
      clientId: 'start',
      brokers: [this.brokers],
      logLevel: logLevel.NOTHING,
      connectionTimeout: 1_000,
      requestTimeout: 5_000,
      retry: { initialRetryTime: 100, retries: 1 },
    });
    for (;;) {
      const admin = client.admin();
      const producer = client.producer({ idempotent: true, maxInFlightRequests: 1 });
      try {
        await admin.connect();
        const { brokers } = await admin.describeCluster();
        if (brokers.length === 0) throw new Error('the controller has not let the broker in');
        await admin.fetchOffsets({ groupId: 'start' });
        await producer.connect();
        return;
      } catch (error) {
        if (this.#java === undefined) throw new Error(this.#whyItEnded(), { cause: error });
        if (performance.now() > deadline) {
          const words = `Kafka was not ready within ${this.startTimeoutMs} ms (${error.message}).`;
          throw new Error(`${words} Its log: ${this.logFile}`, { cause: error });
        }
      } finally {
        await Promise.all([admin.disconnect(), producer.disconnect()]);
      }
      await Promise.race([pause(READY_LOOK_MS), this.ended]);
    }
  }

  #whyItEnded() {
    const log = readFileSync(this.logFile).subarray(this.#logStart).toString();
    const last = log.trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
    return `Kafka ended while it started. The end of ${this.logFile}:\n${last}`;
  }

  async #end() {
    this.#java?.kill('SIGTERM');
    const late = setTimeout(() => this.#java?.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.ended;
    clearTimeout(late);
  }

  async stop() {
    await this.#end();
    if (!this.keep) rmSync(this.dataFolder, { recursive: true, force: true });
  }

  async kill() {
    this.#java?.kill('SIGKILL');
    await this.ended;
  }

  async restart() {
    await this.#end();
    await this.start();
  }
}

/**
 * A broker must not outlive the process that started it, however that ends: it would hold its port, its data
 * and half a gigabyte, seen by nobody. The pipe to this shell closes with us, and then it ends the broker.
 */
function endWithUs(pid) {
  if (process.platform === 'win32') return undefined;
  const guard = spawn('sh', ['-c', 'read _; kill "$0"; kill -CONT "$0"', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  guard.stdin.unref();
  return guard;
}
