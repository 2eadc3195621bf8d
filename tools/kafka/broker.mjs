import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { fetchJars, jarsFolder, javaProgram, whatKafkaLacks } from './jars.mjs';
import { freePort, isFree, LOOPBACK } from './ports.mjs';

export { whatKafkaLacks };

// Made for a quick start and little memory, not for throughput.
const JVM = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const LOGGER = 'org.slf4j.simpleLogger';
const LOGGING = [`-D${LOGGER}.showDateTime=true`, `-D${LOGGER}.dateTimeFormat=HH:mm:ss.SSS`];
const classPath = ['-cp', join(jarsFolder, '*')];

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
    refuseSecond(this.dataFolder, settings);
    writeFileSync(settings, settingsOf(this.port, await freePort(), this.dataFolder));
    format(this.dataFolder, settings);
    const log = openSync(this.logFile, 'a');
    if (fstatSync(log).size > LOG_BYTES_KEPT) ftruncateSync(log);
    this.#logStart = fstatSync(log).size;
    // Of a process group of its own: Ctrl-C in a terminal is for us, and we stop the broker.
    const java = spawn(javaProgram, [...JVM, ...LOGGING, ...classPath, 'kafka.Kafka', settings], {
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    await once(java, 'spawn');
    this.#java = java;
    this.#guard = endWithUs(java.pid);
    this.ended = this.#endOf(java);
    try {
      await this.#ready();
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  async #endOf(java) {
    await once(java, 'exit');
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

  async stop() {
    this.#java?.kill('SIGTERM');
    const late = setTimeout(() => this.#java?.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.ended;
    clearTimeout(late);
    if (!this.keep) rmSync(this.dataFolder, { recursive: true, force: true });
  }

  async kill() {
    this.#java?.kill('SIGKILL');
    await this.ended;
  }

  async restart() {
    this.#java?.kill('SIGTERM');
    await this.ended;
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

function folderFor(dataFolder) {
  if (dataFolder === undefined) return mkdtempSync(join(realpathSync(tmpdir()), 'gongdan-kafka-'));
  mkdirSync(dataFolder, { recursive: true });
  return realpathSync(dataFolder); // by one name, so that a second broker on it is recognised
}

/**
 * Kafka locks its folder only after its controller has already written to it, and a second one damages the
 * first. So we look for a running broker with the settings of this folder.
 */
function refuseSecond(dataFolder, settings) {
  const { stdout } = spawnSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' });
  const ending = `kafka.Kafka ${settings}`;
  if ((stdout ?? '').split('\n').some((line) => line.trimEnd().endsWith(ending))) {
    throw new Error(`Another broker is running on the data folder ${dataFolder}.`);
  }
}

/** Gives the folder its cluster id, once. */
function format(dataFolder, settings) {
  if (existsSync(join(dataFolder, 'log/meta.properties'))) return;
  const id = `g${randomBytes(16).toString('base64url').slice(1)}`; // it may not begin with a dash
  const words = ['kafka.tools.StorageTool', 'format', '-t', id, '-c', settings];
  const { status, stdout, stderr } = spawnSync(javaProgram, [...JVM, ...classPath, ...words], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`Kafka could not make its data folder ${dataFolder}:\n${stdout}${stderr}`);
  }
}

/** One node that is broker and controller, so that everything has one replica. */
const settingsOf = (port, controllerPort, dataFolder) => `\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@${LOOPBACK}:${controllerPort}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://${LOOPBACK}:${port},CONTROLLER://${LOOPBACK}:${controllerPort}
advertised.listeners=PLAINTEXT://${LOOPBACK}:${port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${join(dataFolder, 'log').replaceAll('\\', '/')}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
# After kill -9 the controller lets the broker in again only when its old session is over.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
`;
