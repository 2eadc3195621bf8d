import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { java, javaProgram } from './jars.mjs';
import { LOOPBACK } from './ports.mjs';

/** The given folder, or a temporary one. */
export function folderFor(dataFolder) {
  if (dataFolder === undefined) return mkdtempSync(join(realpathSync(tmpdir()), 'gongdan-kafka-'));
  mkdirSync(dataFolder, { recursive: true });
  return realpathSync(dataFolder); // by one name, so that a second broker on it is recognised
}

/** Writes the settings, and makes the folder Kafka’s where it is new. Throws where a broker runs on it. */
export function prepare(dataFolder, settings, { port, controllerPort }) {
  refuseSecond(dataFolder, settings);
  writeFileSync(settings, settingsOf(port, controllerPort, dataFolder));
  format(dataFolder, settings);
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
  const { status, stdout, stderr } = spawnSync(javaProgram, java(...words), {
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
