import type { SlaSubject } from '@gongdan/contracts';
import type { ComparedRun, Judged } from './compare-verdicts.js';
import type { Gathered } from './gather-subjects.js';

/** How many runs came out how. */
export interface Tally {
  readonly met: number;
  readonly breached: number;
  readonly open: number;
  readonly cancelled: number;
  /** met ÷ (met + breached); null where there is neither. */
  readonly attainment: number | null;
}

export interface ClockComparison {
  readonly kind: SlaSubject['kind'];
  readonly clock: string;
  readonly promised: Tally;
  readonly whatIf: Tally;
  /** Runs whose verdict is another one, or that only one of the two has. */
  readonly changed: number;
}

/** A run whose verdict would be another one. */
export interface ChangedVerdict extends ComparedRun {
  readonly kind: SlaSubject['kind'];
  readonly id: string;
  readonly number: string;
}

export interface WhatIfReport {
  readonly subjects: number;
  /** Runs that were judged, by both books together. */
  readonly clocks: number;
  readonly byClock: readonly ClockComparison[];
  readonly changes: readonly ChangedVerdict[];
  /** Changes beyond the most that are listed; the sums include them. */
  readonly changesLeftOut: number;
}

type Counts = Record<Judged['verdict'], number>;
const noCounts = (): Counts => ({ met: 0, breached: 0, open: 0, cancelled: 0 });

/** Sums what was compared, and keeps the first changes. */
export class WhatIfSums {
  private readonly clocks = new Map<
    string,
    { kind: SlaSubject['kind']; clock: string; promised: Counts; whatIf: Counts; changed: number }
  >();
  private readonly changes: ChangedVerdict[] = [];
  private subjects = 0;
  private judged = 0;
  private changed = 0;

  constructor(private readonly changesMax: number) {}

  add({ subject: { kind, id }, number }: Gathered, runs: readonly ComparedRun[]): void {
    this.subjects += 1;
    for (const run of runs) {
      const sums = this.sumsOf(kind, run.clock);
      for (const side of ['promised', 'whatIf'] as const) {
        const verdict = run[side]?.verdict;
        if (verdict === undefined) continue;
        sums[side][verdict] += 1;
        this.judged += 1;
      }
      if (run.promised?.verdict === run.whatIf?.verdict) continue;
      sums.changed += 1;
      this.changed += 1;
      if (this.changes.length < this.changesMax) this.changes.push({ kind, id, number, ...run });
    }
  }

  report(): WhatIfReport {
    return {
      subjects: this.subjects,
      clocks: this.judged,
      byClock: [...this.clocks.values()].map(({ promised, whatIf, ...rest }) => ({
        ...rest,
        promised: tallyOf(promised),
        whatIf: tallyOf(whatIf),
      })),
      changes: this.changes,
      changesLeftOut: this.changed - this.changes.length,
    };
  }

  private sumsOf(kind: SlaSubject['kind'], clock: string) {
    const name = `${kind} ${clock}`;
    const known = this.clocks.get(name);
    if (known) return known;
    const sums = { kind, clock, promised: noCounts(), whatIf: noCounts(), changed: 0 };
    this.clocks.set(name, sums);
    return sums;
  }
}

function tallyOf(counts: Counts): Tally {
  const decided = counts.met + counts.breached;
  return { ...counts, attainment: decided === 0 ? null : counts.met / decided };
}
