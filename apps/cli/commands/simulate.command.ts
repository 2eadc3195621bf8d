import { epochMsOf, instantOf, OCCURRED_MIN, type Instant } from '@gongdan/core';
import type { SimulationReport } from '@gongdan/simulation';
import { examples, type AddCommand } from '../command.js';
import { withEngineParts } from '../engine-access.js';
import { UsageError } from '../exit-codes.js';
import { instant, refuseFuture } from '../instants.js';
import { wholeNumber } from '../numbers.js';
import { startProgress } from '../progress.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly seed: number;
  readonly tickets: number;
  readonly customers: number;
  readonly technicians: number;
  readonly days: number;
  readonly until?: Instant;
  readonly json?: boolean;
}

interface Simulated extends SimulationReport {
  readonly seed: number;
  readonly from: string;
  readonly until: string;
  readonly seconds: number;
  readonly eventsPerSecond: number;
}

const DAY_MS = 86_400_000;
const SEED_MAX = 2 ** 32 - 1;
/** Journeys are planned ahead, in memory. */
const COUNT_MAX = 1_000_000;
const DAYS_MAX = 3_650;

export const addSimulate: AddCommand = ({ program, terminal, run }) => {
  program
    .command('simulate')
    .description(
      'Makes believable load on a virtual clock: customers, technicians and tickets through all stages, ' +
        'with invoices, payments, surveys and complaints, on an empty log or behind what is there. The same ' +
        'options with the same --until give the same history; only what is told of promises on the way ' +
        'depends on how fast it is followed. (Beside a running engine the policies act at that engine’s time.)',
    )
    .option('--seed <n>', 'which history', wholeNumber('--seed', 0, SEED_MAX), 1)
    .option('--tickets <n>', 'how many tickets', wholeNumber('--tickets', 1, COUNT_MAX), 1_000)
    .option('--customers <n>', 'how many customers', wholeNumber('--customers', 1, COUNT_MAX), 200)
    .option(
      '--technicians <n>',
      'how many technicians',
      wholeNumber('--technicians', 1, COUNT_MAX),
      20,
    )
    .option('--days <n>', 'how many days it spans', wholeNumber('--days', 1, DAYS_MAX), 365)
    .option(
      '--until <instant>',
      'when it ends, e.g. 2026-03-02T10:00:00Z (default: now)',
      instant('--until'),
    )
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      examples('simulate', 'simulate --seed 7 --tickets 20000 --until 2026-01-01T00:00:00Z --json'),
    )
    .action(
      run(async (options: Options) => {
        const report = await runSimulation(terminal, options);
        terminal.print(options.json === true ? JSON.stringify(report) : wordsOf(report));
      }),
    );
};

async function runSimulation(terminal: Terminal, options: Options): Promise<Simulated> {
  const { simulate } = await import('@gongdan/simulation');
  const { withVirtualEngine } = await import('@gongdan/stages');
  const { systemClock } = await import('@gongdan/platform');
  const { seed, tickets, customers, technicians } = options;
  const now = systemClock.now();
  refuseFuture('--until', options.until, now);
  const toMs = epochMsOf(options.until ?? now);
  const fromMs = toMs - options.days * DAY_MS;
  // The rules would refuse every single step.
  if (fromMs < epochMsOf(OCCURRED_MIN)) {
    throw new UsageError(
      `--until ${instantOf(toMs)} less --days ${options.days} is before ${OCCURRED_MIN.slice(0, 4)}`,
    );
  }
  return withEngineParts(terminal, 'simulate', (parts) =>
    withVirtualEngine(parts, fromMs, async (engine) => {
      const progress = startProgress(terminal, 'Simulating', systemClock);
      const began = performance.now();
      try {
        const report = await simulate(engine, {
          seed,
          fromMs,
          toMs,
          tickets,
          size: { customers, technicians },
          timeZone: parts.settings.timeZone,
          onProgress: ({ atMs, done, total }) => {
            terminal.signal.throwIfAborted();
            progress.update(done / total, instantOf(atMs).slice(0, 10));
          },
        });
        const seconds = Number(((performance.now() - began) / 1_000).toFixed(3));
        const eventsPerSecond = Math.round(report.events / seconds);
        const [from, until] = [instantOf(fromMs), instantOf(toMs)];
        return { seed, from, until, ...report, seconds, eventsPerSecond };
      } finally {
        progress.end();
      }
    }),
  );
}

const wordsOf = (report: Simulated): string =>
  [
    `${report.tickets} tickets of ${report.customers} customers from ${report.from} to ${report.until}:`,
    `${report.commands} commands (${report.refused} refused), ${report.events} events,`,
    `${report.invoicesPaid} invoices paid, ${report.surveysAnswered} surveys answered`,
    `in ${report.seconds} s (${report.eventsPerSecond} events a second).`,
    `Again: --seed ${report.seed} --until ${report.until}`,
  ].join('\n');
