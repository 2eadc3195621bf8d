import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['apps', 'libs', 'test'];

/** Says after a run of all tests which ones it left out, so that nobody takes them for passed. */
export default class KafkaSuitesReporter {
  #config;

  constructor(config) {
    this.#config = config;
  }

  onRunComplete() {
    const { rootDir, testPathPatterns } = this.#config;
    if (testPathPatterns.patterns.length > 0) return;
    const suites = FOLDERS.flatMap((folder) =>
      readdirSync(join(rootDir, folder), { recursive: true }).filter((file) =>
        file.endsWith('.kafka.spec.ts'),
      ),
    );
    if (suites.length === 0) return;
    const [count, need] =
      suites.length === 1 ? ['1 test suite', 'needs'] : [`${suites.length} test suites`, 'need'];
    process.stderr.write(
      `\nNot run: ${count} that ${need} Apache Kafka (Java 17 and Maven): npm run test:kafka\n`,
    );
  }
}
