import type { DueWarning } from './clock-goal.js';
import { waitsForBreach, type DueRung } from './ladder.js';
import type { Standing } from './standing.js';

/** What passing time alone does to a clock, and when. */
export type Passing =
  | { readonly does: 'warn'; readonly at: number; readonly warning: DueWarning }
  | { readonly does: 'breach'; readonly at: number }
  | { readonly does: 'escalate'; readonly at: number; readonly rung: DueRung };

/**
 * The next of it before `until`; of one moment: the warning, the breach, the rung. To a clock that rests or has
 * ended no time does anything.
 */
export function nextPassing(standing: Standing, until: number): Passing | undefined {
  if (standing.status !== 'running') return undefined;
  let next: Passing | undefined;
  for (const each of firstOfEach(standing)) {
    if (each.at < until && (next === undefined || each.at < next.at)) next = each;
  }
  return next;
}

function firstOfEach({ verdict, dueAt, warnings, escalations }: Standing): readonly Passing[] {
  const first: Passing[] = [];
  const isOpen = verdict === 'open';
  const [warning] = warnings;
  if (isOpen && warning) first.push({ does: 'warn', at: warning.at, warning });
  if (isOpen && dueAt !== null) first.push({ does: 'breach', at: dueAt });
  const [rung] = escalations;
  const waits = rung !== undefined && isOpen && waitsForBreach(rung.rung);
  if (rung && !waits) first.push({ does: 'escalate', at: rung.at, rung });
  return first;
}
