import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import 'reflect-metadata';
import type { BenchOptions, BenchRow } from './bench-row.js';

type Suite = (options: BenchOptions) => Promise<readonly BenchRow[]>;

/** Loaded when asked for: a suite’s controls need not be installed to run another. */
const SUITES: Readonly<Record<string, () => Promise<Suite>>> = {
  append: async () => (await import('./append/append-bench.js')).runAppendBench,
  http: async () => (await import('./http/http-bench.js')).runHttpBench,
  import: async () => (await import('./import/import-bench.js')).runImportBench,
  rebuild: async () => {
    const { runRebuildBench } = await import('./rebuild-bench.js');
    return () => runRebuildBench();
  },
  freshness: async () => {
    const { runFreshnessBench } = await import('./freshness/freshness-bench.js');
    return () => runFreshnessBench();
  },
  relay: async () => (await import('./kafka/relay-bench.js')).runRelayBench,
  kafka: async () => (await import('./kafka/kafka-bench.js')).runKafkaBench,
  'broker-away': async () => (await import('./kafka/broker-away-bench.js')).runBrokerAwayBench,
  calendar: async () => (await import('./calendar/calendar-bench.js')).runCalendarBench,
  'sla-timers': async () => (await import('./sla/timer-bench.js')).runTimerBench,
  'what-if': async () => (await import('./sla/what-if-bench.js')).runWhatIfBench,
  'sla-metrics': async () => (await import('./sla/sla-metrics-bench.js')).runSlaMetricsBench,
  lists: async () => (await import('./lists/lists-bench.js')).runListsBench,
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      json: { type: 'string' },
      only: { type: 'string' },
      seconds: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  });
  const known = Object.keys(SUITES);
  const chosen = positionals.length === 0 ? known : positionals;
  const unknown = chosen.filter((name) => !(name in SUITES));
  const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
  const isBadLength = seconds !== undefined && !(seconds > 0 && Number.isFinite(seconds));
  if (values.help === true || unknown.length > 0 || isBadLength) {
    for (const name of unknown) console.error(`There is no suite '${name}'.`);
    if (isBadLength) console.error(`--seconds takes a number above 0, not '${values.seconds}'.`);
    console.error(
      `npm run bench -- [${known.join(' | ')}]… [--only TEXT-IN-THE-CASE'S-NAME] ` +
        '[--seconds OF-AN-OUTAGE] [--json FILE]',
    );
    process.exit(values.help === true ? 0 : 2);
  }
  const options: BenchOptions = {
    ...(values.only === undefined ? {} : { only: values.only }),
    ...(seconds === undefined ? {} : { seconds }),
  };
  const rows: BenchRow[] = [];
  for (const name of chosen) {
    console.error(`— ${name}`);
    const suite = await SUITES[name]?.();
    for (const row of (await suite?.(options)) ?? []) {
      rows.push(row);
      console.log(lineOf(row));
    }
    // After every suite: a later one that fails takes nothing away.
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  }
}

function lineOf(row: BenchRow): string {
  const digits = row.value < 10 ? 2 : 1;
  const range = `(${row.min.toFixed(2)}–${row.max.toFixed(2)})`;
  return (
    `${row.suite.padEnd(10)} ${row.case.padEnd(52)} ${row.value.toFixed(digits).padStart(10)} ` +
    `${row.unit.padEnd(10)} ratio ${row.ratio.toFixed(2).padStart(7)} ${range} ` +
    `against ${row.control} ${row.controlValue.toFixed(digits)}`
  );
}

// Whatever the suites have started ends with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
await main();
