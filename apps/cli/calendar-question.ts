import type { BusinessCalendar, Calendars, Span } from '@gongdan/calendar';
import { epochMsOf } from '@gongdan/core';
import { UsageError } from './exit-codes.js';
import { instant } from './instants.js';

/** What is asked: `due` for the instant of a target, `elapsed` for the time between two instants. */
export type QuestionKind = 'due' | 'elapsed';

/** A question as somebody wrote it; members that the kind does not need are not looked at. */
export interface Question {
  readonly calendar?: unknown;
  readonly start?: unknown;
  /** Of `due`. */
  readonly target?: unknown;
  /** Of `elapsed`. */
  readonly until?: unknown;
  readonly pauses?: unknown;
}

/** What the members are called where the question was written. */
export type MemberNames = Readonly<Record<keyof Question, string>>;

export const NAMES_IN_A_BATCH: MemberNames = {
  calendar: 'calendar',
  start: 'start',
  target: 'target',
  until: 'until',
  pauses: 'pauses',
};

type CalendarRoom = typeof import('@gongdan/calendar');
export type AnswerQuestion = (question: Question) => string;

/**
 * Answers questions of one kind by the version of the calendar that is effective at their start. Throws
 * `UsageError` where the question cannot be understood, and what the calendar throws where it has no answer.
 */
export async function questionsTo(
  calendars: Calendars,
  kind: QuestionKind,
  names: MemberNames,
): Promise<AnswerQuestion> {
  const room = await import('@gongdan/calendar');
  return (question) => {
    const id = textOf(question.calendar, names.calendar);
    const start = instantIn(question.start, names.start);
    const pauses = pausesIn(question.pauses, names.pauses);
    const calendar = calendars.effectiveAt(id, start);
    return answer(room, kind, { question, names, calendar, start, pauses });
  };
}

interface ReadQuestion {
  readonly question: Question;
  readonly names: MemberNames;
  readonly calendar: BusinessCalendar;
  readonly start: number;
  readonly pauses: readonly Span[];
}

function answer(
  { formatBusinessDuration, formatCompactInstant, parseBusinessDuration }: CalendarRoom,
  kind: QuestionKind,
  { question, names, calendar, start, pauses }: ReadQuestion,
): string {
  if (kind === 'due') {
    const target = parseBusinessDuration(textOf(question.target, names.target));
    return formatCompactInstant(calendar.add(start, target, pauses));
  }
  const until = instantIn(question.until, names.until);
  return formatBusinessDuration(calendar.between(start, until, pauses));
}

function textOf(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new UsageError(`${name} ${value === undefined ? 'is missing' : 'must be a text'}`);
}

const instantIn = (value: unknown, name: string): number =>
  epochMsOf(instant(name)(textOf(value, name)));

function pausesIn(value: unknown, name: string): readonly Span[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new UsageError(`${name} must be a list of [from, to]`);
  return value.map((pause: unknown, index) => {
    const which = `${name} ${index + 1}`;
    if (!Array.isArray(pause) || pause.length !== 2) {
      throw new UsageError(`${which} must have two ends, from and to`);
    }
    const [from, to] = pause.map((end) => instantIn(end, which));
    return { from: from!, to: to! };
  });
}
