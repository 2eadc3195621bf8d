import { join, resolve } from 'node:path';
import type { Clock } from '@gongdan/core';
import type { ImportOptions, ImportResult } from '@gongdan/import';
import { examples, groupOf, type AddCommand } from '../command.js';
import { deliverUntilCaughtUp } from '../deliver.js';
import { withEngine } from '../engine-access.js';
import { EXIT, UsageError } from '../exit-codes.js';
import { startProgress } from '../progress.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly mapping: string;
  readonly rejects?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export const addImportEventLog: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'import', 'Histories from other systems.')
    .command('event-log')
    .description(
      'Imports a log of another system: every row becomes commands of a workflow, with the time it ' +
        'happened then. May be stopped and started again at any moment; a second run changes nothing. ' +
        'Rows that cannot be used are written to a file with line and reason. Exits with 1 where no row ' +
        'could be used.',
    )
    .argument('<file>', 'the log: CSV, plain or gzipped')
    .requiredOption('--mapping <file>', 'what the columns and states of the log mean (YAML)')
    .option(
      '--rejects <file>',
      'where unusable rows go (default: <log>.rejects.csv beside the log)',
    )
    .option('--dry-run', 'decide and count everything, write nothing; needs no database')
    .option('--json', 'print only {rows, applied, noChange, rejected, tickets, events, seconds}')
    .addHelpText(
      'after',
      examples(
        'import event-log incidents.csv.gz --mapping config/imports/servicenow-incidents.yaml',
        'import event-log orders.csv --mapping orders.yaml --dry-run',
      ) + '\n\nHow to write a mapping: docs/how-to/import-an-event-log.md',
    )
    .action(
      run(async (file: string, options: Options) => {
        const { loadMapping, RejectsFile, rejectsPathFor } = await import('@gongdan/import');
        const mapping = loadMapping(options.mapping);
        const rejects = new RejectsFile(
          options.rejects === undefined
            ? await rejectsPathFor(file)
            : notOver(options.rejects, [file, options.mapping]),
        );
        const result = await runImport(terminal, options.dryRun === true, {
          file,
          mapping,
          rejects,
        });
        if (options.json === true) terminal.print(JSON.stringify(result));
        else printResult(terminal, result, rejects.path, options.dryRun === true);
        return result.rows > 0 && result.rejected === result.rows ? EXIT.failed : EXIT.ok;
      }),
    );
};

/** The rejects file is written anew: it must not be one that is read. */
function notOver(rejects: string, inputs: readonly string[]): string {
  const overwritten = inputs.find((input) => resolve(input) === resolve(rejects));
  if (overwritten === undefined) return rejects;
  throw new UsageError(`--rejects is '${rejects}': that would overwrite what is imported`);
}

type Given = Pick<ImportOptions, 'file' | 'mapping' | 'rejects'>;

async function runImport(terminal: Terminal, dryRun: boolean, given: Given): Promise<ImportResult> {
  const { importEventLog } = await import('@gongdan/import');
  if (dryRun) {
    const { configFolder, systemClock } = await import('@gongdan/platform');
    const { ticketWorkflowVocabulary } = await import('@gongdan/ticket');
    const { loadWorkflows } = await import('@gongdan/workflow');
    const workflows = loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary);
    return watched(terminal, systemClock, (onProgress) =>
      importEventLog({ ...given, workflows, clock: systemClock, onProgress }),
    );
  }
  return withEngine(terminal, 'import', (engine) =>
    deliverUntilCaughtUp(engine, terminal, () =>
      watched(terminal, engine.clock, (onProgress) =>
        importEventLog({
          ...given,
          workflows: engine.workflows,
          store: engine.store,
          clock: engine.clock,
          checkpointFolder: join(engine.dataFolder, 'imports'),
          signal: terminal.signal,
          onProgress,
        }),
      ),
    ),
  );
}

async function watched(
  terminal: Terminal,
  clock: Clock,
  work: (onProgress: NonNullable<ImportOptions['onProgress']>) => Promise<ImportResult>,
): Promise<ImportResult> {
  const progress = startProgress(terminal, 'Importing', clock);
  try {
    return await work(({ done, counts: { rows, applied, rejected } }) =>
      progress.update(done, `${rows} rows: ${applied} applied, ${rejected} rejected`),
    );
  } finally {
    progress.end();
  }
}

function printResult(
  terminal: Terminal,
  result: ImportResult,
  rejectsPath: string,
  dryRun: boolean,
): void {
  const { rows, applied, noChange, rejected, tickets, events, seconds } = result;
  if (dryRun) terminal.print('A dry run: nothing was written.');
  terminal.print(
    `${rows} rows = ${applied} applied + ${noChange} no change + ${rejected} rejected`,
  );
  terminal.print(`${tickets} tickets, ${events} new events, ${seconds.toFixed(1)} s`);
  if (rejected > 0) terminal.print(`Rejected rows, with the reasons: ${rejectsPath}`);
}
