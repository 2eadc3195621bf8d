import { momentBeforeDue, type Course } from './clock-goal.js';
import type { ClockDefinition, Rung } from './sla-policy.js';

/** A rung that is to be reached at a moment (epoch milliseconds). */
export interface DueRung {
  readonly rung: Rung;
  readonly at: number;
}

/** A promise that is kept has no such rungs. */
export const waitsForBreach = ({ when }: Rung): boolean => when.kind === 'after';

/** When each rung is to be reached, in their order in time; those that lie before the start never are. */
export const rungsOf = ({ escalations }: ClockDefinition, course: Course): readonly DueRung[] =>
  escalations
    .flatMap((rung) => {
      const at = momentOf(rung, course);
      return at === undefined ? [] : [{ rung, at }];
    })
    .toSorted((a, b) => a.at - b.at);

function momentOf({ when }: Rung, course: Course): number | undefined {
  if (when.kind !== 'after') return momentBeforeDue(when, course);
  const { due, calendar, rests } = course;
  if (when.businessMs === 0) return due; // also outside of business hours
  const since = rests.filter(({ to }) => to > due);
  return calendar.add(due, when.businessMs, since);
}

/**
 * Those that are still to be climbed once a clock is judged by another moment: nobody hears of what lies before
 * `since`, but of a promise that is broken already the highest rung is reached at once.
 */
export function rungsAhead(all: readonly DueRung[], since: number): readonly DueRung[] {
  const reached = all.filter(({ rung, at }) => at < since && waitsForBreach(rung)).at(-1);
  const ahead = all.filter(({ at }) => at >= since);
  return reached ? [{ ...reached, at: since }, ...ahead] : ahead;
}
