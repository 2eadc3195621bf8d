// `npm run kafka`: a real Apache Kafka of one node on the loopback, without Docker, until Ctrl-C.
import { parseArgs } from 'node:util';
import { PortTaken, startKafka } from './kafka/broker.mjs';
import { fetchProgress } from './kafka/progress.mjs';

const HELP = `Usage: npm run kafka -- [options]

Starts Apache Kafka on 127.0.0.1 and keeps it running until Ctrl-C. Needs Java 17 or later, and
Maven the first time. Its data stay.

Options:
  --port <number>   where clients connect; 0 takes a free port (default: 9092)
  --data <folder>   where topics and records are kept (default: .data/kafka)
  --help            this text
`;
const EXIT = { failed: 1, usage: 2, interrupted: 130 }; // as the command line’s
const PORT_MAX = 65_535;
const PARENT_LOOK_MS = 1_000;

function readWords() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '9092' },
      data: { type: 'string', default: '.data/kafka' },
      help: { type: 'boolean' },
    },
  });
  if (!/^\d+$/.test(values.port) || Number(values.port) > PORT_MAX) {
    throw new Error(`--port is a number from 0 to ${PORT_MAX}, not '${values.port}'`);
  }
  return { ...values, port: Number(values.port) };
}

/** The first signal, or npm gone: a broker that outlives it would hold port and data, seen by nobody. */
function stopAsked() {
  return new Promise((resolve) => {
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || resolve(), PARENT_LOOK_MS).unref();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
}

async function main() {
  let words;
  try {
    words = readWords();
  } catch (error) {
    process.stderr.write(`error: ${error.message}\n\n${HELP}`);
    return EXIT.usage;
  }
  if (words.help) {
    process.stdout.write(HELP);
    return 0;
  }
  let broker;
  const asked = stopAsked();
  // What is not up yet need not be stopped: the broker ends with this process.
  void asked.then(() => broker ?? process.exit(EXIT.interrupted));
  const { progress, done } = fetchProgress();
  const began = performance.now();
  process.stderr.write('Starting Kafka …\n');
  try {
    broker = await startKafka({ dataFolder: words.data, port: words.port, progress });
  } catch (error) {
    process.stderr.write(`error: ${error.message}\n`);
    if (error instanceof PortTaken) {
      process.stderr.write(
        'hint: Stop what listens there, or choose another: npm run kafka -- --port 0\n',
      );
    }
    return EXIT.failed;
  } finally {
    done();
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  process.stdout.write(
    `Apache Kafka is ready at ${broker.brokers} (${seconds} s, process ${broker.pid}); Ctrl-C stops it.\n` +
      `Data: ${broker.dataFolder}   Log: ${broker.logFile}\n\n` +
      `  KAFKA_BROKERS=${broker.brokers}\n\n`,
  );
  await Promise.race([asked, broker.ended]);
  if (broker.pid === undefined) {
    process.stderr.write(`error: Kafka has ended by itself. Its log: ${broker.logFile}\n`);
    return EXIT.failed;
  }
  process.stderr.write('\nStopping Kafka …\n');
  await broker.stop();
  return 0;
}

process.exit(await main());
