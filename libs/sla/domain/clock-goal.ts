import {
  BUSINESS_DURATION_MS_MAX,
  DUE_HORIZON_MS,
  type BusinessCalendar,
  type Span,
} from '@gongdan/calendar';
import type { ClockDefinition, MomentBeforeDue, TargetRule } from './sla-policy.js';

/** What is promised of one run: so much business time since the start, or a moment. */
export type Goal =
  | { readonly kind: 'within'; readonly businessMs: number }
  | {
      readonly kind: 'by' | 'appointment';
      readonly moment: number;
      /** Pauses from here on move the moment. */
      readonly setAt: number;
    };

/** A warning that is to be given at a moment (epoch milliseconds). */
export interface DueWarning {
  readonly label: string;
  readonly at: number;
}

export function goalOf(
  { pledge }: TargetRule,
  calendar: BusinessCalendar,
  startedAt: number,
): Goal | undefined {
  switch (pledge.kind) {
    case 'within':
      return { kind: 'within', businessMs: pledge.businessMs };
    case 'by': {
      const moment = calendar.deadline(startedAt, pledge.workingDays, pledge.timeOfDay);
      return { kind: 'by', moment, setAt: startedAt };
    }
    case 'none':
      return undefined;
  }
}

export const sameGoal = (a: Goal, b: Goal): boolean =>
  a.kind === 'within'
    ? b.kind === 'within' && a.businessMs === b.businessMs
    : b.kind === a.kind && b.moment === a.moment && b.setAt === a.setAt;

/** The earliest instant at which what was promised has passed, pauses not counted (rule 2). */
export function dueOf(
  goal: Goal,
  calendar: BusinessCalendar,
  startedAt: number,
  rests: readonly Span[],
): number {
  if (goal.kind === 'within') return calendar.add(startedAt, goal.businessMs, rests);
  let due = goal.moment;
  for (const { from, to } of rests) {
    if (to <= goal.setAt || from >= due) continue;
    due = calendar.add(due, calendar.between(Math.max(from, goal.setAt), to));
  }
  return due;
}

/** Business time that is promised; of a moment, what lies between the start and it. */
export const promisedMs = (goal: Goal, calendar: BusinessCalendar, startedAt: number): number =>
  goal.kind === 'within' ? goal.businessMs : Math.max(0, calendar.between(startedAt, goal.moment));

/** How a run goes, as far as it is known. */
export interface Course {
  readonly goal: Goal;
  readonly calendar: BusinessCalendar;
  readonly startedAt: number;
  readonly due: number;
  readonly rests: readonly Span[];
}

/** When each warning is to be given, in their order in time; those that lie before the start never are. */
export const warningsOf = ({ warnings }: ClockDefinition, course: Course): readonly DueWarning[] =>
  warnings
    .flatMap(({ label, ...moment }) => {
      const at = momentBeforeDue(moment, course);
      return at === undefined ? [] : [{ label, at }];
    })
    .toSorted((a, b) => a.at - b.at);

/** Undefined: it lies before the start, or further before an appointment than calendars count back. */
export function momentBeforeDue(moment: MomentBeforeDue, course: Course): number | undefined {
  const { goal, calendar, startedAt, due, rests } = course;
  const total = goal.kind === 'within' ? goal.businessMs : calendar.between(startedAt, due, rests);
  const left = leftAt(moment, total);
  if (left >= total) return undefined;
  if (goal.kind === 'within') return calendar.add(startedAt, total - left, rests);
  return isCountable(left, course) ? calendar.subtract(due, left, rests) : undefined;
}

function isCountable(left: number, { calendar, startedAt, due, rests }: Course): boolean {
  const earliest = Math.max(startedAt, due - DUE_HORIZON_MS);
  return left <= BUSINESS_DURATION_MS_MAX && left <= calendar.between(earliest, due, rests);
}

/** Business time that is left at a moment, whole milliseconds. */
const leftAt = (moment: MomentBeforeDue, total: number): number =>
  moment.kind === 'before' ? moment.businessMs : total - Math.floor(total * moment.fraction);
