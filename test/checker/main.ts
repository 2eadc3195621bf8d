// Checks what is left of a run: `node --import ./test/setup/typescript-hooks.mjs test/checker/main.ts --help`.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkEvidence } from './check-evidence.js';
import { NO_MINIMUM, type Minimum } from './checks/check-run.js';
import { readDatabase } from './reading/read-database.js';
import { journalFiles, readFaults, readJournals } from './reading/read-journals.js';
import { readTopics } from './reading/read-topics.js';
import { waitUntilSettled } from './reading/wait-until-settled.js';
import { summaryOf } from './summary.js';

const USAGE = `Checks what is left of a run of the engine: clients' journals, log, topics, read models.

  --database URL       PostgreSQL of the engine (needed)
  --journal PATH       journal of a client, or a folder of *.jsonl (several)
  --faults FILE        journal of the faults: lines {at, fault, target}
  --kafka HOST:PORT    a broker (several); without one the topics are not looked at
  --prefix NAME        of the topics (gongdan)
  --given-up-to N      events up to this position need no journal (0)
  --other-actor NAME   whose events need no journal (several; system)
  --patience SECONDS   how long consumers may take to come to the log's end (60)
  --minimum NAME=N     what the run had to show at least (several):
                       ${Object.keys(NO_MINIMUM).join(', ')}
  --json FILE          write the whole report there

Exits with 0: clean; 1: contradictions; 2: called wrongly, or something could not be read.`;

const many = { type: 'string', multiple: true } as const;
const one = { type: 'string' } as const;

const readArguments = () =>
  parseArgs({
    options: {
      database: one,
      journal: many,
      faults: one,
      kafka: many,
      prefix: { ...one, default: 'gongdan' },
      'given-up-to': { ...one, default: '0' },
      'other-actor': many,
      patience: { ...one, default: '60' },
      minimum: many,
      json: one,
      help: { type: 'boolean', default: false },
    },
  }).values;

async function main(): Promise<number> {
  const given = readArguments();
  const { database: url, prefix, kafka: brokers = [] } = given;
  if (given.help || url === undefined) {
    process.stdout.write(`${USAGE}\n`);
    return given.help ? 0 : 2;
  }
  const hasBroker = brokers.length > 0;
  const read = () => readDatabase({ url, prefix: hasBroker ? prefix : undefined });
  const patienceMs = numberOf('patience', given.patience) * 1000;
  const { log, readModels, relay } = await waitUntilSettled(read, patienceMs);
  const records = hasBroker ? await readTopics({ brokers, prefix }) : undefined;
  const report = checkEvidence(
    {
      attempts: readJournals(journalFiles(given.journal ?? [])),
      faults: given.faults === undefined ? [] : readFaults(given.faults),
      log,
      readModels,
      topics: records && { prefix, records, relay },
    },
    {
      givenUpTo: numberOf('given-up-to', given['given-up-to']),
      minimum: minimumOf(given.minimum ?? []),
      ...(given['other-actor'] === undefined ? {} : { otherActors: given['other-actor'] }),
    },
  );
  if (given.json !== undefined) writeFileSync(given.json, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`${summaryOf(report)}\n`);
  return report.clean ? 0 : 1;
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number >= 0 && text !== '') return number;
  throw new Error(`--${name}: '${text}' is no number from 0`);
}

function minimumOf(words: readonly string[]): Partial<Minimum> {
  return Object.fromEntries(
    words.map((word) => {
      const [name = '', text = ''] = word.split('=');
      if (Object.hasOwn(NO_MINIMUM, name)) return [name, numberOf(`minimum ${name}`, text)];
      throw new Error(`--minimum ${name}: there is ${Object.keys(NO_MINIMUM).join(', ')}`);
    }),
  );
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
