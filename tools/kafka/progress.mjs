import { kafkaVersion } from './jars.mjs';

const MEGABYTE = 1e6;
const LINE_EVERY_MS = 5_000;

/** Shows on standard error how far fetching is: one line that changes, or one every few seconds in a log. */
export function fetchProgress({ stderr } = process) {
  let saidAt;
  const progress = (files, bytes) => {
    if (saidAt === undefined) {
      stderr.write(
        `Fetching Apache Kafka ${kafkaVersion} from Maven Central, once (about 50 MB) …\n`,
      );
      saidAt = performance.now();
    }
    const line = `  ${files} files, ${(bytes / MEGABYTE).toFixed(1)} MB`;
    if (stderr.isTTY) stderr.write(`\r${line} `);
    else if (performance.now() - saidAt > LINE_EVERY_MS) {
      stderr.write(`${line}\n`);
      saidAt = performance.now();
    }
  };
  const done = () => saidAt !== undefined && stderr.isTTY && stderr.write('\n');
  return { progress, done };
}
