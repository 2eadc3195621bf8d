import { epochMsOf, type Instant } from '@gongdan/core';
import { goalOf, type Goal } from './clock-goal.js';
import { ClockRun, type Commitment } from './clock-run.js';
import { comesAfter, earlierStart, pauseReasonFor, type EarlierStart } from './earlier-start.js';
import { holds, isUndone, matches } from './matching.js';
import type { Pins, PolicyBook } from './policy-book.js';
import type { SlaFact } from './sla-fact.js';
import type { ClockDefinition, SlaPolicy, SubjectKind, VersionPin } from './sla-policy.js';
import { storyOf, type Situation, type Step } from './story.js';

export interface Question {
  readonly kind: SubjectKind;
  /** All that happened to the subject, and what its customer’s file says of the tier; in any order. */
  readonly facts: readonly SlaFact[];
  readonly book: PolicyBook;
  readonly pins: Pins;
  /** Up to when time has passed, epoch milliseconds. */
  readonly asOf: number;
}

export interface Evaluation {
  readonly runs: readonly ClockRun[];
  readonly story: readonly Step[];
}

/**
 * Every clock of a subject, from nothing but what happened: the one place in which promises are judged. The
 * same facts give the same clocks, whenever and in whatever order they were reported.
 */
export function evaluate({ kind, facts, book, pins, asOf }: Question): Evaluation {
  const story = storyOf(facts);
  const walk = new Walk(kind, book, pins, story);
  story.forEach((step, index) => walk.take(step, index));
  for (const run of walk.runs) run.advance(asOf);
  return { runs: walk.runs, story };
}

class Walk {
  readonly runs: ClockRun[] = [];
  private policy: SlaPolicy | undefined;
  private withdrawn = false;
  /** Cancelled or merged: nothing is promised before it is reopened, whatever is still told of it. */
  private isOver = false;

  constructor(
    private readonly kind: SubjectKind,
    private readonly book: PolicyBook,
    private pins: Pins,
    private readonly story: readonly Step[],
  ) {}

  take(step: Step, index: number): void {
    const { fact, before, after } = step;
    for (const run of this.runs) run.advance(fact.at);
    if (after.stateClass === null) return; // the customer’s file, before there was a subject
    if (after.stateClass === 'cancelled' && before.stateClass !== 'cancelled') {
      this.isOver = true;
      this.cancelAll(step, fact.type === 'TicketMerged' ? 'ticket-merged' : 'ticket-cancelled');
      return;
    }
    if (after.resolutionCycle !== before.resolutionCycle) {
      this.isOver = false;
      this.reopen(step);
    }
    if (isUndone(step)) this.goOn(step);
    this.choose(step, index);
    if (this.isOver) return;
    this.follow(step);
    this.start(step);
  }

  private get open(): readonly ClockRun[] {
    return this.runs.filter((run) => run.isOpen);
  }

  private runsOf({ clock }: ClockDefinition): readonly ClockRun[] {
    return this.runs.filter(({ commitment }) => commitment.definition.clock === clock);
  }

  private cancelAll(step: Step, reason: string): void {
    for (const run of this.open) run.cancel(step, reason);
  }

  /** What an earlier run was promised says how it takes it; a new one is promised by what holds now. */
  private reopen(step: Step): void {
    for (const run of this.newest()) {
      const { clock, onReopen } = run.commitment.definition;
      if (onReopen === 'ignore') continue;
      if (onReopen === 'continue') {
        run.reopen(step);
        continue;
      }
      if (run.isOpen) run.cancel(step, 'reopened');
      const anew = this.policy?.clocks.find((definition) => definition.clock === clock);
      if (onReopen === 'new-cycle' && anew) this.begin(anew, step);
    }
  }

  /** What was called done is not, though nobody reopened it: its clocks go on, whatever a reopening would do. */
  private goOn(step: Step): void {
    const cycle = step.after.resolutionCycle;
    for (const run of this.newest()) {
      if (run.resolutionCycle === cycle && run.isDone) run.reopen(step, 'work-goes-on');
    }
  }

  /** The latest run of each clock. */
  private newest(): Iterable<ClockRun> {
    return new Map(this.runs.map((run) => [run.commitment.definition.clock, run])).values();
  }

  /** Which policy and targets hold, when what they are chosen by has changed. */
  private choose(step: Step, index: number): void {
    const { fact, before, after } = step;
    const decided = this.decided(fact);
    if (decided === undefined && this.policy && sameChoice(before, after)) return;
    const previous = this.policy;
    this.policy = this.withdrawn
      ? undefined
      : this.book.policyFor(this.kind, after.attributes, fact.at, this.pins);
    if (this.policy) this.pin('policies', this.policy);
    for (const run of this.open) this.review(run, step, decided);
    if (this.isOver) return;
    if (previous && this.policy && previous.id !== this.policy.id) this.adopt(step, index);
  }

  /** A recorded decision about the promises themselves. */
  private decided(fact: SlaFact): 'recalculation' | 'policy-withdrawn' | undefined {
    if (fact.type === 'SlaPolicyWithdrawn') {
      this.withdrawn = true;
      return 'policy-withdrawn';
    }
    if (fact.type !== 'SlaRecalculated') return undefined;
    this.withdrawn = false;
    const pinned = (pins: unknown) =>
      new Map((pins as readonly VersionPin[]).map(({ id, version }) => [id, version]));
    const { policies, calendars } = fact.data;
    this.pins = { policies: pinned(policies), calendars: pinned(calendars) };
    return 'recalculation';
  }

  private pin(what: keyof Pins, { id, version }: VersionPin): void {
    if (this.pins[what].get(id) === version) return;
    this.pins = { ...this.pins, [what]: new Map([...this.pins[what], [id, version]]) };
  }

  private review(run: ClockRun, step: Step, decided: string | undefined): void {
    const { policy, definition, goal } = run.commitment;
    const next = this.policy?.clocks.find(({ clock }) => clock === definition.clock);
    if (!this.policy || !next) {
      const gone = this.withdrawn ? 'policy-withdrawn' : 'no-policy';
      run.cancel(step, this.policy ? 'policy-without-clock' : gone);
      return;
    }
    if (definition.onChange === 'pin' && decided === undefined) return;
    const restart = definition.onChange === 'restart' && decided === undefined;
    const commitment = this.commitmentOf(next, step.after, run.startedAt);
    if (!commitment) return run.cancel(step, 'nothing-promised');
    const kept = goal.kind === 'appointment' && policy.id === this.policy.id;
    if (kept) return run.retarget(step, { ...commitment, goal, rule: 0 }, false);
    const anew =
      restart && !sameTarget(run.commitment, commitment)
        ? this.commitmentOf(next, step.after, step.fact.at)
        : undefined;
    run.retarget(step, anew ?? commitment, anew !== undefined);
  }

  private commitmentOf(
    definition: ClockDefinition,
    { attributes }: Situation,
    startedAt: number,
  ): Commitment | undefined {
    const target = definition.targets.find(({ when }) => holds(when, attributes));
    if (!target || !this.policy || target.pledge.kind === 'none') return undefined;
    const calendar = this.book.calendarFor(target.calendar, startedAt, this.pins);
    this.pin('calendars', calendar);
    const goal = goalOf(target, calendar, startedAt);
    const { id, version } = this.policy;
    return goal && { definition, policy: { id, version }, calendar, rule: target.rule, goal };
  }

  /** Pauses, resumptions, appointments and stops of what is open. */
  private follow(step: Step): void {
    for (const run of this.open) {
      this.restOrGoOn(run, step);
      this.appoint(run, step);
      if (matches(run.commitment.definition.stop, step)) run.stop(step);
    }
  }

  private restOrGoOn(run: ClockRun, step: Step): void {
    const reason = pauseReasonFor(run.commitment.definition, step.after);
    const current = run.rests.find(({ to }) => to === null)?.reason;
    if (reason !== undefined && reason !== current) run.pause(step, reason);
    else if (reason === undefined && current !== undefined) run.resume(step);
  }

  private appoint(run: ClockRun, step: Step): void {
    const { fact } = step;
    if (fact.type !== 'TicketScheduled' || fact.data['requestedByCustomer'] !== true) return;
    if (run.commitment.definition.onAppointment === 'ignore') return;
    const { to } = fact.data['appointment'] as { to: Instant };
    const goal: Goal = { kind: 'appointment', moment: epochMsOf(to), setAt: fact.at };
    run.retarget(step, { ...run.commitment, goal, rule: 0 }, false);
  }

  private start(step: Step): void {
    for (const definition of this.policy?.clocks ?? []) {
      if (!matches(definition.start, step)) continue;
      if (this.mayStart(definition, step)) this.begin(definition, step);
    }
  }

  private mayStart(definition: ClockDefinition, step: Step): boolean {
    const own = this.runsOf(definition);
    if (own.some((run) => run.isOpen)) return false;
    const cycle = step.after.resolutionCycle;
    const ran = own.some(
      (run) => run.resolutionCycle === cycle && run.standing.status === 'stopped',
    );
    if (ran && !definition.repeats) return false;
    return comesAfter(definition, this.story, step);
  }

  private begin(definition: ClockDefinition, step: Step): void {
    const run = this.added(definition, step, step);
    if (!run) return;
    run.start();
    const reason = pauseReasonFor(definition, step.after);
    if (reason !== undefined) run.pause(step, reason);
  }

  private added(definition: ClockDefinition, step: Step, startStep: Step): ClockRun | undefined {
    const startedAt = startStep.fact.at;
    const commitment = this.commitmentOf(definition, step.after, startedAt);
    if (!commitment) return undefined;
    const before = this.runsOf(definition).length;
    const { resolutionCycle } = step.after;
    const run = new ClockRun(before + 1, startStep, commitment, startedAt, resolutionCycle);
    this.runs.push(run);
    return run;
  }

  /**
   * The subject came under another policy: what that one promises from an earlier event on is promised from
   * then, as if it had applied all along, unless it has happened already.
   */
  private adopt(step: Step, index: number): void {
    const cycle = step.after.resolutionCycle;
    for (const definition of this.policy?.clocks ?? []) {
      const own = this.runsOf(definition);
      if (own.some((run) => run.isOpen || run.resolutionCycle === cycle)) continue;
      const earlier = earlierStart(definition, this.story, index);
      if (earlier) this.takeOver(definition, step, earlier);
    }
  }

  private takeOver(
    definition: ClockDefinition,
    step: Step,
    { startStep, rests }: EarlierStart,
  ): void {
    const reason = pauseReasonFor(definition, step.after);
    this.added(definition, step, startStep)?.adopt(step, rests, reason);
  }
}

/** True where nothing has changed that policies or targets are chosen by. */
function sameChoice({ attributes: a }: Situation, { attributes: b }: Situation): boolean {
  if (a === b) return true;
  return (
    a.category === b.category &&
    a.priority === b.priority &&
    a.tier === b.tier &&
    a.region === b.region &&
    a.workflow === b.workflow &&
    a.channel === b.channel &&
    a.severity === b.severity &&
    a.level === b.level
  );
}

const sameTarget = (a: Commitment, b: Commitment): boolean =>
  a.rule === b.rule && a.policy.id === b.policy.id && a.policy.version === b.policy.version;
