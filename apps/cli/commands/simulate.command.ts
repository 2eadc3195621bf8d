import { InvalidArgumentError } from 'commander';
import { epochMsOf, instantOf, parseInstant } from '@gongdan/core';
import type { SimulationReport } from '@gongdan/simulation';
import { examples, type AddCommand } from '../command.js';
import { withEngineParts } from '../engine-access.js';
import { startProgress } from '../progress.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly seed: number;
  readonly tickets: number;
  readonly customers: number;
  readonly technicians: number;
  readonly days: number;
  readonly until?: number;
  readonly json?: boolean;
}

const DAY_MS = 86_400_000;
/** Enough for any benchmark here; more is a slip of the finger. */
const COUNT_MAX = 10_000_000;

export const addSimulate: AddCommand = ({ program, terminal, run }) => {
  program
    .command('simulate')
    .description(
      'Makes believable load on a virtual clock: customers, technicians and tickets through all stages, ' +
        'with invoices, payments, surveys and complaints. The same seed gives the same history. Runs on ' +
        'any log; beside a running engine the policies act at that engine’s time.',
    )
    .option('--seed <n>', 'which history', wholeNumber(0), 1)
    .option('--tickets <n>', 'how many tickets', wholeNumber(1), 1_000)
    .option('--customers <n>', 'how many customers', wholeNumber(1), 200)
    .option('--technicians <n>', 'how many technicians', wholeNumber(1), 20)
    .option('--days <n>', 'how many days the history spans', wholeNumber(1), 365)
    .option('--until <instant>', 'when it ends (default: now)', instant)
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      examples('simulate', 'simulate --seed 7 --tickets 20000 --days 365 --json'),
    )
    .action(
      run(async (options: Options) => {
        const began = performance.now();
        const report = await runSimulation(terminal, options);
        const seconds = Number(((performance.now() - began) / 1_000).toFixed(3));
        if (options.json === true) terminal.print(JSON.stringify({ ...report, seconds }));
        else terminal.print(wordsOf(report, seconds));
      }),
    );
};

async function runSimulation(terminal: Terminal, options: Options): Promise<SimulationReport> {
  const { simulate } = await import('@gongdan/simulation');
  const { withVirtualEngine } = await import('@gongdan/stages');
  const { systemClock } = await import('@gongdan/platform');
  const toMs = options.until ?? epochMsOf(systemClock.now());
  const fromMs = toMs - options.days * DAY_MS;
  return withEngineParts(terminal, 'simulate', (parts) =>
    withVirtualEngine(parts, fromMs, async (engine) => {
      const progress = startProgress(terminal, 'Simulating', systemClock);
      try {
        return await simulate(engine, {
          seed: options.seed,
          fromMs,
          toMs,
          tickets: options.tickets,
          size: { customers: options.customers, technicians: options.technicians },
          timeZone: parts.settings.timeZone,
          onProgress: ({ atMs, done, total }) =>
            progress.update(done / total, instantOf(atMs).slice(0, 10)),
        });
      } finally {
        progress.end();
      }
    }),
  );
}

const wordsOf = (report: SimulationReport, seconds: number): string =>
  `${report.tickets} tickets of ${report.customers} customers by ${report.commands} commands ` +
  `(${report.refused} refused); ${report.invoicesPaid} invoices paid, ` +
  `${report.surveysAnswered} surveys answered; ${seconds} s.`;

function wholeNumber(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= COUNT_MAX) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${COUNT_MAX}.`);
  };
}

function instant(text: string): number {
  const parsed = parseInstant(text);
  if (parsed) return epochMsOf(parsed);
  throw new InvalidArgumentError(
    'It must be an instant with an offset, e.g. 2026-03-02T09:00:00Z.',
  );
}
