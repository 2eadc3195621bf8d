// `npm run test:kafka -- [Jest’s own arguments]`: the tests that need Apache Kafka, on a broker that is
// started for them and thrown away, or on that of KAFKA_BROKERS.
import { spawn } from 'node:child_process';
import { startKafka, whatKafkaLacks } from './kafka/broker.mjs';
import { fetchProgress } from './kafka/progress.mjs';

const EXIT_INTERRUPTED = 130;

let stopAsked = false;
let jest;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (stopAsked) process.exit(EXIT_INTERRUPTED);
    stopAsked = true;
    jest?.kill(signal);
  });
}

/** Resolves with Jest’s exit code. */
function runJest(brokers) {
  if (stopAsked) return EXIT_INTERRUPTED;
  const quiet = ['ExperimentalWarning', 'TimeoutNegativeWarning'].map(
    (it) => `--disable-warning=${it}`,
  );
  const program = ['node_modules/jest/bin/jest.js', '--config', 'jest.kafka.config.js'];
  jest = spawn(
    process.execPath,
    ['--experimental-vm-modules', ...quiet, ...program, ...process.argv.slice(2)],
    {
      stdio: 'inherit',
      env: { ...process.env, KAFKA_BROKERS: brokers },
    },
  );
  return new Promise((resolve) => {
    jest.once('exit', (code) => resolve(code ?? EXIT_INTERRUPTED));
  });
}

async function onOwnBroker() {
  const { progress, done } = fetchProgress();
  const broker = await startKafka({ progress });
  done();
  process.stderr.write(`Apache Kafka for the tests is ready at ${broker.brokers}\n`);
  try {
    return await runJest(broker.brokers);
  } finally {
    await broker.stop();
  }
}

async function main() {
  const { KAFKA_BROKERS, CI } = process.env;
  if (KAFKA_BROKERS) return runJest(KAFKA_BROKERS);
  const lack = whatKafkaLacks();
  if (lack === undefined) return onOwnBroker();
  process.stderr.write(`Skipped: all *.kafka.spec.ts. ${lack}\n`);
  return CI === 'true' ? 1 : 0;
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`error: ${error.message}\n`);
  process.exit(1);
}
