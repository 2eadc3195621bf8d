import type { Command } from 'commander';
import { answerBatch } from './calendar-batch.js';
import {
  NAMES_IN_A_BATCH,
  questionsTo,
  type MemberNames,
  type Question,
  type QuestionKind,
} from './calendar-question.js';
import { UsageError } from './exit-codes.js';
import type { Terminal } from './terminal.js';

interface Options {
  readonly calendarFile?: string;
  readonly calendar?: string;
  readonly from?: string;
  readonly target?: string;
  readonly to?: string;
  readonly pause?: readonly string[];
  readonly batch?: string;
  readonly json?: boolean;
}

/** Every kind’s second option, beside --from. */
const SECOND = { due: 'target', elapsed: 'to' } as const;

const NAMES_OF_OPTIONS: MemberNames = {
  calendar: '--calendar',
  start: '--from',
  target: '--target',
  until: '--to',
  pauses: '--pause',
};

const collected = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

/** The options that `calendar due` and `calendar elapsed` share. */
export const withPausesAndBatch = (command: Command, kind: QuestionKind): Command =>
  command
    .option('--pause <from/to>', 'a pause, its ends instants; may be given again', collected)
    .option(
      '--batch <file>',
      `read a JSON question per line (-: from standard input) and print {id, ${kind}} per line`,
    )
    .option(
      '--calendar-file <path>',
      'a calendar file or folder (default: CALENDAR_FOLDER, else those that come with the engine)',
    )
    .option('--json', `print {${kind}} as JSON`);

/** Answers the one question of the options, or all of the batch. */
export async function ask(
  terminal: Terminal,
  kind: QuestionKind,
  options: Options,
): Promise<number | void> {
  const question = options.batch === undefined ? questionOf(kind, options) : undefined;
  refuseBoth(kind, options);
  const { loadCalendars } = await import('@gongdan/calendar');
  const calendars = loadCalendars(options.calendarFile ?? (await engineFolder(terminal)));
  const names = question === undefined ? NAMES_IN_A_BATCH : NAMES_OF_OPTIONS;
  const answer = await questionsTo(calendars, kind, names);
  if (question === undefined) {
    return answerBatch(terminal, { file: options.batch ?? '-', kind, answer });
  }
  const answered = answer(question);
  terminal.print(options.json === true ? JSON.stringify({ [kind]: answered }) : answered);
}

function questionOf(kind: QuestionKind, options: Options): Question {
  const second = SECOND[kind];
  for (const name of ['calendar', 'from', second] as const) {
    if (options[name] === undefined) {
      throw new UsageError(`--${name} is missing (or --batch, for many questions)`);
    }
  }
  return {
    calendar: options.calendar,
    start: options.from,
    [kind === 'due' ? 'target' : 'until']: options[second],
    pauses: (options.pause ?? []).map((pause) => pause.split('/')),
  };
}

/** In a batch every line has its own question. */
function refuseBoth(kind: QuestionKind, options: Options): void {
  if (options.batch === undefined) return;
  for (const name of ['calendar', 'from', SECOND[kind], 'pause'] as const) {
    if (options[name] !== undefined) {
      throw new UsageError(`--batch has its questions in the file; leave out --${name}`);
    }
  }
}

/** The folder that a start would read: other calendars would give other answers. */
async function engineFolder({ environment }: Terminal): Promise<string> {
  const { configFolder, readSettings } = await import('@gongdan/platform');
  return readSettings(environment).calendarFolder ?? configFolder('calendars');
}
