import type { BusinessCalendar } from '@gongdan/calendar';
import type { ClockEvent, PauseReason } from '@gongdan/contracts';
import { dueOf, sameGoal, warningsOf, type DueWarning, type Goal } from './clock-goal.js';
import { Given } from './given.js';
import { rungsOf, waitsForBreach, type DueRung } from './ladder.js';
import { stoppedByResolution } from './matching.js';
import { nextPassing, type Passing } from './passing.js';
import { restsUntil, type Rest } from './rest.js';
import type { ClockDefinition, Rung, VersionPin } from './sla-policy.js';
import { SILENT, type Standing } from './standing.js';
import type { Step } from './story.js';

/** What a run is promised by. */
export interface Commitment {
  readonly definition: ClockDefinition;
  readonly policy: VersionPin;
  readonly calendar: BusinessCalendar;
  /** Place of the target in the clock’s list; 0: an appointment. */
  readonly rule: number;
  readonly goal: Goal;
}

/** Something that the clock did; `at` is when it occurred. */
export interface Moment {
  readonly type: Exclude<ClockEvent['type'], 'SlaClockSuperseded'>;
  readonly at: number;
  /** Undefined where only time passed. */
  readonly step: Step | undefined;
  readonly reason?: string;
  readonly commitment: Commitment;
  readonly startedAt: number;
  readonly standing: Standing;
  readonly warning?: DueWarning;
  readonly rung?: Rung;
  readonly pauseReason?: PauseReason;
  readonly previousDueAt?: number | null;
  /** The moment that was missed, or is to be kept. */
  readonly dueAt?: number;
}

type Said = Pick<Moment, 'warning' | 'rung' | 'pauseReason' | 'previousDueAt' | 'dueAt'>;

/**
 * One run of one clock, led through its subject’s story step by step. Whoever leads it calls `advance` up to
 * each step before the step itself. Times are epoch milliseconds.
 */
export class ClockRun {
  readonly moments: Moment[] = [];
  private given = new Given();
  /** As it was before its last stop. */
  private beforeStop:
    { readonly moments: number; readonly given: Given; readonly state: Standing } | undefined;
  private allRests: Rest[] = [];
  private lastStop: Step | undefined;
  private state: Standing = {
    status: 'running',
    verdict: 'open',
    dueAt: null,
    stoppedAt: null,
    ...SILENT,
  };

  constructor(
    readonly cycle: number,
    readonly startStep: Step,
    public commitment: Commitment,
    public startedAt: number,
    /** In its own resolution cycle a clock that does not repeat starts once. */
    public resolutionCycle: number,
  ) {}

  get standing(): Standing {
    return this.state;
  }

  get rests(): readonly Rest[] {
    return this.allRests;
  }

  /** It has stopped, for no other reason than that its subject was done. */
  get isDone(): boolean {
    const { lastStop, commitment } = this;
    const isStopped = this.state.status === 'stopped' && lastStop !== undefined;
    return isStopped && stoppedByResolution(commitment.definition, lastStop);
  }

  get isOpen(): boolean {
    return this.state.status === 'running' || this.state.status === 'paused';
  }

  start(): void {
    this.arm();
    this.push('SlaClockStarted', this.startedAt, this.startStep);
  }

  /**
   * Begins to run at a step after its start, with the pauses in between: its policy holds since then only. What it
   * is promised counts from the start, but was promised at the step.
   * While its subject is paused, it is not breached (rule 6).
   */
  adopt(step: Step, rests: readonly Rest[], pauseReason: PauseReason | undefined): void {
    this.allRests = [...rests];
    this.arm(step.fact.at);
    this.push('SlaClockStarted', step.fact.at, this.startStep, 'policy-switch');
    if (pauseReason === undefined) this.breachBefore(step);
    else this.pause(step, pauseReason);
  }

  /** What only passing time does before `until` (met is still met at its due moment). */
  advance(until: number): void {
    for (;;) {
      const next = nextPassing(this.state, until);
      if (!next) return;
      this.pass(next);
    }
  }

  private pass(next: Passing): void {
    if (next.does === 'breach') this.breach(undefined);
    else if (next.does === 'warn') this.warn(next.warning);
    else this.climb(next.rung);
  }

  private warn(warning: DueWarning): void {
    this.given.warned(warning);
    this.state = { ...this.state, warnings: this.state.warnings.slice(1) };
    this.push('SlaClockWarned', warning.at, undefined, undefined, { warning });
  }

  private climb(reached: DueRung): void {
    const { rung, at } = reached;
    this.given.climbed(reached);
    this.state = { ...this.state, escalations: this.state.escalations.slice(1) };
    this.push('SlaClockEscalated', at, undefined, undefined, { rung, dueAt: this.due() });
  }

  pause(step: Step, pauseReason: PauseReason): void {
    const at = step.fact.at;
    this.endRest(at);
    this.allRests.push({
      from: at,
      to: null,
      kind: 'paused',
      reason: pauseReason,
      eventId: step.fact.id,
    });
    this.state = { ...this.state, status: 'paused', dueAt: null, ...SILENT };
    this.push('SlaClockPaused', at, step, undefined, { pauseReason });
  }

  resume(step: Step): void {
    this.endRest(step.fact.at);
    this.state = { ...this.state, status: 'running' };
    this.arm();
    this.push('SlaClockResumed', step.fact.at, step);
  }

  /** Goes on, also after it had stopped: the time in between is nobody’s. It is this cycle’s run then. */
  reopen(step: Step, reason = 'reopened'): void {
    const { status, stoppedAt: from } = this.state;
    if (status === 'cancelled') return;
    this.resolutionCycle = step.after.resolutionCycle;
    if (from === null) return;
    const { at, id } = step.fact;
    if (from > at) {
      this.takeBackStop(step, reason);
      return;
    }
    if (from < at) {
      this.allRests.push({ from, to: at, kind: 'resolved', reason: 'resolved', eventId: id });
    }
    const verdict = this.state.verdict === 'met' ? 'open' : this.state.verdict;
    this.state = { ...this.state, status: 'running', verdict, stoppedAt: null };
    this.arm();
    this.push('SlaClockResumed', at, step, reason);
  }

  /** A stop that was reported late counts at its report. One that was undone before then never counted. */
  private takeBackStop(step: Step, reason: string): void {
    const { beforeStop } = this;
    if (beforeStop === undefined) return;
    this.moments.length = beforeStop.moments;
    this.given = beforeStop.given;
    this.state = { ...beforeStop.state, status: 'running' };
    this.arm();
    this.advance(step.fact.at);
    if (beforeStop.state.status === 'paused') {
      this.push('SlaClockResumed', step.fact.at, step, reason);
    }
  }

  stop(step: Step): void {
    this.endRest(step.fact.at);
    const dueAt = this.due();
    const at = this.stopTime(step, dueAt);
    const { state, given } = this;
    this.beforeStop = { moments: this.moments.length, given: given.copy(), state };
    this.advance(at);
    if (this.state.verdict === 'open' && dueAt < at) {
      this.state = { ...this.state, dueAt };
      this.breach(undefined);
    }
    const met = this.state.verdict === 'open';
    const verdict = met ? 'met' : 'breached';
    this.state = { status: 'stopped', verdict, dueAt, stoppedAt: at, ...SILENT };
    this.lastStop = step;
    this.push(met ? 'SlaClockMet' : 'SlaClockMissed', at, step);
  }

  /** No verdict; one that is broken stays so. */
  cancel(step: Step, reason: string): void {
    const { at } = step.fact;
    this.endRest(at);
    const verdict = this.state.verdict === 'breached' ? 'breached' : 'cancelled';
    this.state = { status: 'cancelled', verdict, dueAt: null, stoppedAt: at, ...SILENT };
    this.push('SlaClockCancelled', at, step, reason);
  }

  /**
   * Another target, calendar or version holds from now on. Where the new due moment has passed already: one
   * breach, and no burst of warnings (rule 7). A breach of before is judged anew by the new moment. While
   * the clock rests, the moment is told when it goes on, as the pause moves it.
   */
  retarget(step: Step, commitment: Commitment, restart: boolean): void {
    if (isSame(this.commitment, commitment) && !restart) {
      this.commitment = commitment;
      return;
    }
    const previousDueAt = this.state.dueAt;
    const { at } = step.fact;
    this.commitment = commitment;
    if (restart) this.restart(at);
    if (this.state.verdict === 'breached' && this.due(at) >= at) {
      this.state = { ...this.state, verdict: 'open' };
    }
    this.arm(at);
    if (this.state.status === 'paused') this.state = { ...this.state, dueAt: null, ...SILENT };
    this.push('SlaClockRetargeted', at, step, undefined, { previousDueAt });
    this.breachBefore(step);
  }

  /** What is counted of the rests: those that have ended, and of one that lasts what lies before `until`. */
  private due(until?: number): number {
    const { goal, calendar } = this.commitment;
    return dueOf(goal, calendar, this.startedAt, restsUntil(this.allRests, until));
  }

  /** Where the new moment has passed already when it is set: one breach. */
  private breachBefore(step: Step): void {
    const { dueAt, verdict } = this.state;
    if (verdict === 'open' && dueAt !== null && dueAt < step.fact.at) {
      this.breach(step, 'policy-switch');
    }
  }

  private breach(step: Step | undefined, reason?: string): void {
    const { dueAt } = this.state;
    if (dueAt === null) return;
    const escalations = this.state.escalations.filter(({ rung }) => waitsForBreach(rung));
    this.state = { ...this.state, verdict: 'breached', warnings: [], escalations };
    this.push('SlaClockBreached', dueAt, step, reason, { dueAt });
  }

  /** Sets due moment, warnings and rungs; those before `since` are left out for good. */
  private arm(since = Number.NEGATIVE_INFINITY): void {
    const { definition, goal, calendar } = this.commitment;
    const { startedAt } = this;
    const rests = restsUntil(this.allRests, since === Number.NEGATIVE_INFINITY ? undefined : since);
    const due = dueOf(goal, calendar, startedAt, rests);
    const course = { goal, calendar, startedAt, due, rests };
    const warnings = this.given.warningsAhead(warningsOf(definition, course), since);
    const rungs = this.given.rungsAhead(rungsOf(definition, course), since);
    const isOpen = this.state.verdict === 'open';
    this.state = {
      ...this.state,
      dueAt: due,
      warnings: isOpen ? warnings : [],
      escalations: isOpen ? rungs : rungs.filter(({ rung }) => waitsForBreach(rung)),
    };
  }

  private restart(at: number): void {
    const resting = this.allRests.find(({ to }) => to === null);
    this.startedAt = at;
    this.allRests = resting ? [{ ...resting, from: at }] : [];
  }

  private endRest(at: number): void {
    this.allRests = this.allRests.map((rest) => (rest.to === null ? { ...rest, to: at } : rest));
  }

  private stopTime({ fact }: Step, dueAt: number): number {
    const { lateReport } = this.commitment.definition;
    const tooLate = lateReport === 'recorded' && fact.recordedAt > dueAt;
    return tooLate ? Math.max(fact.at, fact.recordedAt) : fact.at;
  }

  private push(
    type: Moment['type'],
    at: number,
    step: Step | undefined,
    reason?: string,
    said: Said = {},
  ): void {
    const { commitment, startedAt, state: standing } = this;
    const because = reason === undefined ? {} : { reason };
    this.moments.push({ type, at, step, ...because, commitment, startedAt, standing, ...said });
  }
}

const isSame = (a: Commitment, b: Commitment): boolean =>
  a.policy.id === b.policy.id &&
  a.policy.version === b.policy.version &&
  a.calendar.id === b.calendar.id &&
  a.calendar.version === b.calendar.version &&
  sameGoal(a.goal, b.goal);
