import {
  evaluate,
  isDecision,
  factsWithTiers,
  NO_PINS,
  runName,
  type ClockRun,
  type PolicyBook,
  type SlaFact,
  type Standing,
} from '../domain/index.js';
import type { Gathered } from './gather-subjects.js';

/** What is said of one run of a clock. */
export type Judged = Pick<Standing, 'verdict' | 'dueAt' | 'stoppedAt'>;

/** One run of one clock, judged by what was promised and by what is asked about; null: there is none. */
export interface ComparedRun {
  readonly clock: string;
  readonly cycle: number;
  readonly promised: Judged | null;
  readonly whatIf: Judged | null;
}

/** Every run of one subject by both books, side by side. Pure. */
export function compareVerdicts(
  { subject: { kind }, facts: own, pins }: Gathered,
  tiers: readonly SlaFact[],
  books: { readonly promised: PolicyBook; readonly whatIf: PolicyBook },
  asOf: number,
): readonly ComparedRun[] {
  const facts = factsWithTiers(own, tiers);
  const promised = evaluate({ kind, facts, book: books.promised, pins, asOf }).runs;
  // Recorded decisions say what was promised; nobody has decided anything about what is asked about.
  const undecided = facts.filter((fact) => !isDecision(fact));
  const whatIf = evaluate({ kind, facts: undecided, book: books.whatIf, pins: NO_PINS, asOf }).runs;
  const compared = new Map<string, ComparedRun>();
  for (const run of promised)
    compared.set(nameOf(run), { ...keyOf(run), promised: judged(run), whatIf: null });
  for (const run of whatIf) {
    const beside = compared.get(nameOf(run))?.promised ?? null;
    compared.set(nameOf(run), { ...keyOf(run), promised: beside, whatIf: judged(run) });
  }
  return [...compared.values()];
}

const keyOf = ({ commitment, cycle }: ClockRun) => ({ clock: commitment.definition.clock, cycle });
const nameOf = ({ commitment, cycle }: ClockRun): string =>
  runName(commitment.definition.clock, cycle);
/** A clock that was cancelled counts as that, also where it had been broken before: as in all figures. */
const judged = ({ standing: { status, verdict, dueAt, stoppedAt } }: ClockRun): Judged => ({
  verdict: status === 'cancelled' ? 'cancelled' : verdict,
  dueAt,
  stoppedAt,
});
