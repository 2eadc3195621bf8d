import { open, readFile, type FileHandle } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { changeAnswer as ChangeAnswer, WhatIfAnswer } from '@gongdan/sla';
import { epochMsOf, instantOf, type Instant } from '@gongdan/core';
import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine, type EngineAccess } from '../engine-access.js';
import { EXIT, UsageError } from '../exit-codes.js';
import { instant } from '../instants.js';
import { startProgress } from '../progress.js';
import { lastQuarter } from '../quarter.js';
import { table } from '../table.js';
import type { Terminal } from '../terminal.js';

/** More would not fit into the memory of a small machine. */
const SUBJECTS_MAX = 500_000;
/** Changed verdicts that are printed; `--changes` writes all. */
const PRINTED_CHANGES_MAX = 20;

interface Options {
  readonly policy: readonly string[];
  readonly calendar: readonly string[];
  readonly from?: Instant;
  readonly to?: Instant;
  readonly changes?: string;
  readonly json?: boolean;
}

type Change = ReturnType<typeof ChangeAnswer>;
type Answer = Omit<WhatIfAnswer, 'changes'> & {
  readonly from: Instant;
  readonly to: Instant;
  readonly changes: readonly Change[];
};

const several = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export const addSlaWhatIf: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'sla', 'Promises: policies and what they come to.')
    .command('what-if')
    .description(
      'Judges every ticket and complaint of a period again, by other policies or calendars, beside what ' +
        'was promised. Records nothing. The dry run of a policy before it is put into config/sla: each ' +
        'verdict that would change is named. Without policies and calendars: what was promised alone.',
    )
    .option(
      '--policy <file>',
      'a policy in the place of the one with its id; may be repeated',
      several,
      [],
    )
    .option(
      '--calendar <file>',
      'calendars in the place of those with their ids; may be repeated',
      several,
      [],
    )
    .option(
      '--from <instant>',
      'taken up from here on (default: the beginning of last quarter)',
      instant('--from'),
    )
    .option(
      '--to <instant>',
      'taken up before this (default: the end of last quarter)',
      instant('--to'),
    )
    .option('--changes <file>', 'write every changed verdict there, one JSON object a line')
    .option('--json', 'print the whole answer as JSON')
    .addHelpText(
      'after',
      examples(
        'sla what-if --policy house.v2.yaml',
        'sla what-if --policy strict.yaml --calendar ours.json --from 2026-01-01T00:00:00Z --to 2026-04-01T00:00:00Z',
      ),
    )
    .action(
      run(async (options: Options) => {
        const changes =
          options.changes === undefined
            ? undefined
            : await openForChanges(options.changes, options);
        try {
          const answer = await withEngine(terminal, 'sla what-if', (engine) =>
            answerOf(engine, terminal, options),
          );
          if (changes !== undefined) await writeChanges(changes, answer);
          if (options.json === true) terminal.print(JSON.stringify(answer));
          else print(terminal, answer, options.changes);
        } finally {
          await changes?.close();
        }
        return EXIT.ok;
      }),
    );
};

async function answerOf(
  engine: EngineAccess,
  terminal: Terminal,
  options: Options,
): Promise<Answer> {
  const { askWhatIf, changeAnswer, loadPolicyBook, readOtherPromises } =
    await import('@gongdan/sla');
  const book = loadPolicyBook(engine.settings);
  const others = readOtherPromises(
    { policies: await textsOf(options.policy), calendars: await textsOf(options.calendar) },
    book,
  );
  const { from, to } = periodOf(options, engine);
  const progress = startProgress(terminal, 'sla what-if', engine.clock);
  try {
    const answer = await askWhatIf(engine.store, book, {
      ...others,
      from,
      to,
      asOf: epochMsOf(engine.clock.now()),
      subjectsMax: SUBJECTS_MAX,
      changesMax: Number.POSITIVE_INFINITY,
      onProgress: (done, all, what) =>
        progress.update(all === 0 ? 1 : (what === 'read' ? 0.5 : 1) * (done / all), what),
    });
    const changes = answer.changes.map(changeAnswer);
    return { from: instantOf(from), to: instantOf(to), ...answer, changes };
  } finally {
    progress.end();
  }
}

const textsOf = (files: readonly string[]) =>
  Promise.all(
    files.map(async (file) => {
      try {
        return { name: basename(file), text: await readFile(file, 'utf8') };
      } catch (error) {
        throw new UsageError(`'${file}' cannot be read: ${(error as Error).message}`);
      }
    }),
  );

function periodOf({ from, to }: Options, engine: EngineAccess): { from: number; to: number } {
  const quarter = lastQuarter(engine.clock.now(), engine.settings.timeZone);
  const period = {
    from: from === undefined ? quarter.from : epochMsOf(from),
    to: to === undefined ? quarter.to : epochMsOf(to),
  };
  if (period.from >= period.to) throw new UsageError('--to must be after --from');
  return period;
}

/** Before everything is judged: for a file that cannot be written nobody shall have waited. */
async function openForChanges(file: string, { policy, calendar }: Options): Promise<FileHandle> {
  if ([...policy, ...calendar].some((input) => resolve(input) === resolve(file))) {
    throw new UsageError(`--changes is '${file}': that would overwrite what is asked about`);
  }
  try {
    // Not emptied yet: until there is another answer it holds the last one.
    return await open(file, 'a');
  } catch (error) {
    throw new UsageError(
      `--changes is '${file}', which cannot be written: ${(error as Error).message}`,
    );
  }
}

async function writeChanges(file: FileHandle, { changes }: Answer): Promise<void> {
  // A pipe or a device (/dev/stdout) has nothing to be emptied of, and refuses it.
  if ((await file.stat()).isFile()) await file.truncate();
  await file.writeFile(changes.map((change) => `${JSON.stringify(change)}\n`).join(''));
}

const percent = (ratio: number | null): string =>
  ratio === null ? '' : `${(ratio * 100).toFixed(2)} %`;

function print(terminal: Terminal, answer: Answer, changesFile: string | undefined): void {
  const rows = answer.byClock.map(({ kind, clock, promised, whatIf, changed }) => [
    kind,
    clock,
    promised.met,
    promised.breached,
    percent(promised.attainment),
    whatIf.met,
    whatIf.breached,
    percent(whatIf.attainment),
    changed,
  ]);
  terminal.print(
    table(
      ['of', 'clock', 'met', 'breached', 'kept', 'would be met', 'breached', 'kept', 'changed'],
      rows,
    ),
  );
  terminal.print(
    `${answer.subjects} tickets and complaints from ${answer.from} to ${answer.to}, ${answer.clocks} clocks judged; ` +
      `the log up to ${answer.position}.`,
  );
  printChanges(terminal, answer, changesFile);
}

function printChanges(terminal: Terminal, answer: Answer, changesFile: string | undefined): void {
  const { changes } = answer;
  if (changes.length === 0) return terminal.print('No verdict would change.');
  const said = (it: Change['promised']): string =>
    it ? `${it.verdict}, due ${it.dueAt ?? '–'}` : 'not promised';
  const shown = changes.slice(0, PRINTED_CHANGES_MAX);
  terminal.print(
    table(
      ['number', 'clock', 'run', 'promised', 'would be'],
      shown.map(({ number, clock, cycle, promised, whatIf }) => [
        number,
        clock,
        cycle,
        said(promised),
        said(whatIf),
      ]),
    ),
  );
  const more = changes.length - shown.length;
  if (changesFile !== undefined) terminal.print(`All ${changes.length} changes: ${changesFile}.`);
  else if (more > 0) terminal.print(`… and ${more} more; --changes <file> writes all of them.`);
}
