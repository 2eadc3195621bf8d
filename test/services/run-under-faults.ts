import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startKafka } from '../../tools/kafka/broker.mjs';
import { checkEvidence, type Report } from '../checker/check-evidence.js';
import { runClients, type LoadReport } from '../checker/clients.js';
import { readDatabase } from '../checker/reading/read-database.js';
import { journalFiles, readFaults, readJournals } from '../checker/reading/read-journals.js';
import { readTopics } from '../checker/reading/read-topics.js';
import { waitUntilSettled } from '../checker/reading/wait-until-settled.js';
import { startThrowAwayPostgres } from '../setup/throw-away-postgres.mjs';
import { FaultHands, type Victims } from './fault-hands.js';
import { faultPlan, type FaultPlanOptions, type PlannedFault } from './fault-plan.js';
import { Hosts } from './hosts.js';
import { Pace } from './pace.js';
import { Probe } from './probe.js';

export interface FaultRunOptions extends FaultPlanOptions {
  readonly clients: number;
  /** Where journals, what the hosts said and the report are left. */
  readonly folder: string;
  /** Told how it goes, in lines. */
  readonly say?: (line: string) => void;
}

export interface FaultRun {
  readonly plan: readonly PlannedFault[];
  /** Those of the plan that were done; each was seen to have happened. */
  readonly done: readonly PlannedFault[];
  readonly load: LoadReport;
  /** What did not go as planned, by ticket. */
  readonly troubles: readonly string[];
  readonly loadMs: number;
  readonly settleMs: number;
  readonly report: Report;
}

/** Eight services with a spare or two, each with its pools. */
const CONNECTIONS_MAX = 500;
const PREFIX = 'gongdan';
const ANSWER_MS_MAX = 5_000;
const CLIENT_PATIENCE_MS = 180_000;
/** How long consumers may take to come to the log’s end after the last fault. */
const SETTLE_MS_MAX = 120_000;

/**
 * All services on a PostgreSQL and an Apache Kafka of their own, clients that take tickets through all
 * stages, and faults at the moments that the seed says. Then all that is left is judged by the checker.
 */
export async function runUnderFaults(options: FaultRunOptions): Promise<FaultRun> {
  const { folder, say = () => undefined } = options;
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  const database = await startThrowAwayPostgres({ durable: true, connectionsMax: CONNECTIONS_MAX });
  try {
    const broker = await startKafka();
    try {
      say(`PostgreSQL and Kafka run (${broker.brokers}); the services start`);
      const hosts = await Hosts.start({
        databaseUrl: database.url,
        brokers: broker.brokers,
        folder,
      });
      try {
        const note = (fault: string, target: string) =>
          appendLine(faultsFile(folder), { at: new Date().toISOString(), fault, target });
        const probe = new Probe(database.url);
        const run = await judgedRun(options, { hosts, broker, database, probe, note });
        await hosts.killLauncher();
        return run;
      } finally {
        writeFileSync(join(folder, 'hosts.log'), `${hosts.said.join('\n')}\n`);
        await hosts.stop();
      }
    } finally {
      await broker.stop();
    }
  } finally {
    await database.stop();
  }
}

const faultsFile = (folder: string): string => join(folder, 'faults.jsonl');

const appendLine = (file: string, line: object): void =>
  appendFileSync(file, `${JSON.stringify(line)}\n`);

async function judgedRun(options: FaultRunOptions, victims: Victims): Promise<FaultRun> {
  const { folder, say = () => undefined } = options;
  const loaded = await loadedRun(options, victims, say);
  const beganMs = performance.now();
  const url = victims.database.url;
  const { log, readModels, relay } = await waitUntilSettled(
    () => readDatabase({ url, prefix: PREFIX }),
    SETTLE_MS_MAX,
  );
  const settleMs = performance.now() - beganMs;
  say(`settled after ${Math.round(settleMs)} ms; the topics are read`);
  const records = await readTopics({ brokers: [victims.broker.brokers], prefix: PREFIX });
  const report = checkEvidence(
    {
      attempts: readJournals(journalFiles([join(folder, 'journals')])),
      faults: readFaults(faultsFile(folder)),
      log,
      readModels,
      topics: { prefix: PREFIX, records, relay },
    },
    {
      minimum: {
        acknowledged: options.commands,
        closedTickets: Math.floor(options.commands / CLOSED_TICKET_COMMANDS),
        kills: loaded.plan.filter(({ kind }) => kind.startsWith('kill-')).length,
        relayEpochs: 2,
        unknownsOrRepeats: 1,
      },
    },
  );
  const run = { ...loaded, settleMs, report };
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(run, null, 2)}\n`);
  return run;
}

/** A journey to the end takes fewer commands than so many. */
const CLOSED_TICKET_COMMANDS = 60;

async function loadedRun(
  options: FaultRunOptions,
  victims: Victims,
  say: (line: string) => void,
): Promise<Omit<FaultRun, 'settleMs' | 'report'>> {
  const { seed, clients, commands, folder } = options;
  const plan = faultPlan(options);
  const pace = new Pace(plan.map(({ after }) => after));
  const hands = new FaultHands(victims);
  const login = await victims.hosts.addAdministrator();
  await hands.begin();
  const done: PlannedFault[] = [];
  const troubles: string[] = [];
  const beganMs = performance.now();
  let begun = 0;
  let failure: unknown;
  let faults: Promise<void> = Promise.resolve();
  const doFault = async (fault: PlannedFault): Promise<void> => {
    const faultBeganMs = performance.now();
    await hands.do(fault);
    done.push(fault);
    const ms = Math.round(performance.now() - faultBeganMs);
    say(`${fault.after}: ${[fault.kind, ...fault.services].join(' ')} (${ms} ms)`);
  };
  const load = await runClients({
    base: victims.hosts.base,
    login,
    journals: join(folder, 'journals'),
    seed,
    clients,
    commands,
    crowd: { technicians: 4, customers: 6 },
    answerMsMax: ANSWER_MS_MAX,
    patienceMs: CLIENT_PATIENCE_MS,
    note: (line) => {
      troubles.push(line);
      say(line);
    },
    pace: () => pace.hold(),
    onAcknowledged: (acknowledged) => {
      for (const due = pace.count(acknowledged); begun < due; begun++) {
        const fault = plan[begun] as PlannedFault;
        faults = faults
          .then(() => pace.during(() => doFault(fault)))
          .catch((error: unknown) => {
            failure ??= error;
          });
      }
    },
  });
  await faults;
  if (failure !== undefined) throw failure;
  return { plan, done, load, troubles, loadMs: performance.now() - beganMs };
}
