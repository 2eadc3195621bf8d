import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** The benches are run from the checkout. */
const CHECKOUT = process.cwd();
const POM = join(CHECKOUT, 'test/bench/kafka/producer-performance.pom.xml');
const JARS = join(CHECKOUT, '.cache/kafka-tools');
const PROGRAM = 'org.apache.kafka.tools.ProducerPerformance';
/** The relay’s settings. */
const PRODUCER = ['acks=all', 'enable.idempotence=true', 'max.in.flight.requests.per.connection=1'];

export interface Load {
  readonly brokers: string;
  readonly topic: string;
  readonly records: number;
  readonly recordBytes: number;
}

/** Records a second by Kafka’s own measure of its own producer, from memory, without keys and headers. */
export async function producerPerformance(load: Load): Promise<number> {
  if (!existsSync(JARS)) await fetchJars();
  const { brokers, topic, records, recordBytes } = load;
  const options = `--bootstrap-server ${brokers} --topic ${topic} --num-records ${records} --record-size ${recordBytes} --throughput -1 --command-property`;
  const words = ['-cp', join(JARS, '*'), PROGRAM, ...options.split(' '), ...PRODUCER];
  const { stdout } = await run('java', words);
  const [, speed] = [...stdout.matchAll(/([\d.]+) records\/sec/g)].at(-1) ?? [];
  if (speed === undefined) throw new Error(`${PROGRAM} said no speed: ${stdout}`);
  return Number(speed);
}

function fetchJars() {
  const words = ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', '-DincludeScope=runtime'];
  return run('mvn', [...words, `-DoutputDirectory=${JARS}`]);
}
