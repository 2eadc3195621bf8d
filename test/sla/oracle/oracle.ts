import type { CalendarParts, Span } from '@gongdan/calendar';
import type { Pins } from '../../../libs/sla/domain/policy-book.js';
import type { SlaFact } from '../../../libs/sla/domain/sla-fact.js';
import type {
  ClockDefinition,
  SlaPolicy,
  VersionPin,
} from '../../../libs/sla/domain/sla-policy.js';
import type { Fault } from './faults.js';
import { KeptClock, type Promised, type Terms } from './kept-clock.js';
import { applies, isOneOf, tell, type Ticket, type Told } from './told.js';
import { WallCalendar } from './wall-calendar.js';

export interface Case {
  readonly facts: readonly SlaFact[];
  readonly policies: readonly SlaPolicy[];
  /** From `wallCalendars`, so that what was looked at once is known. */
  readonly calendars: readonly WallCalendar[];
  readonly pins?: Pins;
  readonly asOf: number;
  readonly fault?: Fault | undefined;
}

export const wallCalendars = (
  parts: readonly CalendarParts[],
  summerTimeIgnored = false,
): readonly WallCalendar[] => parts.map((each) => new WallCalendar(each, summerTimeIgnored));

/** Every run of every clock, by the rules of promises told in order. */
export function judge(asked: Case): readonly KeptClock[] {
  const told = tell(asked.facts);
  const oracle = new Oracle(asked, told);
  told.forEach((event, index) => oracle.see(event, index));
  for (const run of oracle.runs) run.pass(asked.asOf);
  return oracle.runs;
}

class Oracle {
  readonly runs: KeptClock[] = [];
  private readonly versions: Map<string, number>;
  private readonly calendarVersions: Map<string, number>;
  private policy: SlaPolicy | undefined;
  private withdrawn = false;
  private isOver = false;

  constructor(
    private readonly asked: Case,
    private readonly told: readonly Told[],
  ) {
    this.versions = new Map(asked.pins?.policies);
    this.calendarVersions = new Map(asked.pins?.calendars);
  }

  see(event: Told, index: number): void {
    const { fact, was, is } = event;
    for (const run of this.runs) run.pass(fact.at);
    if (is.stateClass === null) return;
    if (is.stateClass === 'cancelled' && was.stateClass !== 'cancelled') {
      this.isOver = true;
      for (const run of this.open()) run.cancel(fact.at);
      return;
    }
    if (is.resolution !== was.resolution) {
      this.isOver = false;
      this.reopen(event);
    }
    if (this.goesOn(event)) {
      for (const run of this.doneRuns(is)) run.goOn(fact.at, is.resolution);
    }
    this.choose(event, index);
    if (this.isOver) return;
    for (const run of this.open()) this.follow(run, event);
    for (const definition of this.policy?.clocks ?? []) {
      if (isOneOf(definition.start, event) && this.mayStart(definition, event)) {
        this.begin(definition, event);
      }
    }
  }

  private open(): readonly KeptClock[] {
    return this.runs.filter((run) => run.isOpen);
  }

  private runsOf(clock: string): readonly KeptClock[] {
    return this.runs.filter(({ terms }) => terms.definition.clock === clock);
  }

  private reopen(event: Told): void {
    for (const clock of new Set(this.runs.map(({ terms }) => terms.definition.clock))) {
      const run = this.runsOf(clock).at(-1)!;
      const { at } = event.fact;
      const goesOn = this.asked.fault === 'reopening-goes-on';
      const mode = goesOn ? 'continue' : run.terms.definition.onReopen;
      if (mode === 'continue' && run.status === 'stopped') run.goOn(at, event.is.resolution);
      if (mode === 'continue' && run.isOpen) run.resolution = event.is.resolution;
      if (mode === 'continue' || mode === 'ignore') continue;
      if (run.isOpen) run.cancel(at);
      const definition = this.policy?.clocks.find((each) => each.clock === clock);
      if (mode === 'new-cycle' && definition) this.begin(definition, event);
    }
  }

  /** It was done, and is not: nobody reopened it. */
  private goesOn({ was, is }: Told): boolean {
    const works =
      is.stateClass === 'open' || is.stateClass === 'active' || is.stateClass === 'paused';
    const undone = was.stateClass === 'resolved' && works && was.resolution === is.resolution;
    return undone && this.asked.fault !== 'done-stays-done';
  }

  /** Of each clock its last run, where that stopped in this cycle by being done. */
  private doneRuns({ resolution }: Ticket): readonly KeptClock[] {
    return this.runs.filter((run) => {
      const { status, stoppedBy, terms } = run;
      const isLast = this.runsOf(terms.definition.clock).at(-1) === run;
      const stopped = isLast && status === 'stopped' && run.resolution === resolution;
      return stopped && stoppedBy !== undefined && this.isDone(terms.definition, stoppedBy);
    });
  }

  /** Stopped by being done, and by no event of its own. */
  private isDone({ stop, onReopen }: ClockDefinition, event: Told): boolean {
    const [own, states] = [stop.filter((each) => each.event), stop.filter((each) => !each.event)];
    const entered = event.is.stateClass === 'resolved' && isOneOf(states, event);
    return onReopen !== 'ignore' && entered && !isOneOf(own, event);
  }

  private choose(event: Told, index: number): void {
    const { fact, was, is } = event;
    const decided = fact.type === 'SlaRecalculated' || fact.type === 'SlaPolicyWithdrawn';
    if (decided) this.decide(fact);
    const names = new Set([...Object.keys(was.choice), ...Object.keys(is.choice)]);
    const changed = [...names].some((name) => was.choice[name] !== is.choice[name]);
    if (!changed && !decided && this.policy) return;
    const before = this.policy;
    this.policy = this.withdrawn ? undefined : this.policyFor(is, fact.at);
    if (this.policy) this.versions.set(this.policy.id, this.policy.version);
    for (const run of this.open()) this.review(run, event, decided);
    if (before && this.policy && before.id !== this.policy.id && !this.isOver) {
      for (const definition of this.policy.clocks) this.takeOver(definition, event, index);
    }
  }

  private decide({ type, data }: SlaFact): void {
    this.withdrawn = type === 'SlaPolicyWithdrawn';
    if (this.withdrawn) return;
    const pin = (pins: Map<string, number>, to: unknown) => {
      pins.clear();
      for (const { id, version } of to as readonly VersionPin[]) pins.set(id, version);
    };
    pin(this.versions, data['policies']);
    pin(this.calendarVersions, data['calendars']);
  }

  /** The first in order that applies, in the version it first had here, else in the one then in force. */
  private policyFor(is: Ticket, at: number): SlaPolicy | undefined {
    const inForce = this.asked.policies.filter(({ effectiveFrom }) => effectiveFrom <= at);
    const newest = (id: string) =>
      inForce.filter((each) => each.id === id).sort((a, b) => b.version - a.version)[0];
    const pinned = (id: string) =>
      this.asked.fault === 'newest-version-holds'
        ? undefined
        : inForce.find((each) => each.id === id && each.version === this.versions.get(id));
    const inOrder = this.asked.policies.toSorted((a, b) => a.order - b.order);
    return [...new Set(inOrder.map(({ id }) => id))]
      .map((id) => pinned(id) ?? newest(id))
      .find((policy) => policy !== undefined && applies(policy.appliesTo, is));
  }

  private review(run: KeptClock, { fact, is }: Told, decided: boolean): void {
    const { definition, policy, rule, promised } = run.terms;
    const next = this.policy?.clocks.find(({ clock }) => clock === definition.clock);
    if (!this.policy || !next) return run.cancel(fact.at);
    if (definition.onChange === 'pin' && !decided) return;
    const asWas = this.terms(next, is, run.start);
    if (!asWas) return run.cancel(fact.at);
    if (promised.kind === 'moment' && promised.own && policy.id === this.policy.id) {
      return run.change({ ...asWas, rule, promised }, fact.at, false);
    }
    const sameTarget =
      asWas.rule === rule &&
      asWas.policy.id === policy.id &&
      asWas.policy.version === policy.version;
    const restart = definition.onChange === 'restart' && !decided && !sameTarget;
    const fromChange = this.asked.fault === 'target-from-the-change' && !sameTarget;
    const terms = restart ? this.terms(next, is, fact.at)! : asWas;
    run.change(terms, fact.at, restart || fromChange);
  }

  private terms(definition: ClockDefinition, is: Ticket, start: number): Terms | undefined {
    const target = definition.targets.find(({ when }) => applies(when, is));
    if (!this.policy || !target || target.pledge.kind === 'none') return undefined;
    const calendar = this.calendarFor(target.calendar, start);
    const { pledge, rule } = target;
    const promised: Promised =
      pledge.kind === 'within'
        ? { kind: 'within', ms: pledge.businessMs }
        : {
            kind: 'moment',
            at: calendar.deadline(start, pledge.workingDays, pledge.timeOfDay),
            setAt: start,
            own: false,
          };
    const { id, version } = this.policy;
    return { definition, policy: { id, version }, rule, calendar, promised };
  }

  private calendarFor(id: string, at: number): WallCalendar {
    const pinned = this.calendarVersions.get(id);
    const calendar = this.asked.calendars
      .filter(({ parts }) => parts.id === id)
      .filter(({ parts: { version, effectiveFrom } }) =>
        pinned === undefined ? (effectiveFrom ?? at) <= at : version === pinned,
      )
      .sort((a, b) => b.parts.version - a.parts.version)[0];
    if (!calendar) throw new RangeError(`no calendar ${id}`);
    this.calendarVersions.set(id, calendar.parts.version);
    return calendar;
  }

  private follow(run: KeptClock, event: Told): void {
    const { fact, is } = event;
    run.status = this.rests(run.terms.definition, is) ? 'paused' : 'running';
    const { definition } = run.terms;
    const asked = fact.type === 'TicketScheduled' && fact.data['requestedByCustomer'] === true;
    if (asked && definition.onAppointment === 'end-of-window') {
      const { to } = fact.data['appointment'] as { to: string };
      const promised = { kind: 'moment', at: Date.parse(to), setAt: fact.at, own: true } as const;
      run.change({ ...run.terms, rule: 0, promised }, fact.at, false);
    }
    if (!isOneOf(definition.stop, event)) return;
    run.stop(fact.at, fact.recordedAt);
    run.stoppedBy = event;
  }

  private rests(definition: ClockDefinition, { pausedFor }: Ticket): boolean {
    if (pausedFor === null) return false;
    const listed = (definition.pause as readonly string[]).includes(pausedFor);
    return listed || this.asked.fault === 'every-pause-counts';
  }

  private mayStart(definition: ClockDefinition, event: Told): boolean {
    const own = this.runsOf(definition.clock);
    if (own.some((run) => run.isOpen)) return false;
    const done = own.some(
      (run) => run.status === 'stopped' && run.resolution === event.is.resolution,
    );
    return (definition.repeats || !done) && this.comesAfter(definition, event);
  }

  private comesAfter({ after }: ClockDefinition, event: Told): boolean {
    const earlier = this.told.slice(0, this.told.indexOf(event));
    return after.length === 0 || earlier.some((each) => isOneOf(after, each));
  }

  private begin(definition: ClockDefinition, { fact, is }: Told, start = fact.at): void {
    const terms = this.terms(definition, is, start);
    if (!terms) return;
    const { fault } = this.asked;
    const cycle = this.runsOf(definition.clock).length + 1;
    const run = new KeptClock(cycle, terms, start, is.resolution, fault);
    if (this.rests(definition, is)) run.status = 'paused';
    this.runs.push(run);
  }

  /** Where the clock would run now had this policy held all along, it runs as if it had. */
  private takeOver(definition: ClockDefinition, event: Told, index: number): void {
    const { is, fact } = event;
    const own = this.runsOf(definition.clock);
    if (own.some((run) => run.isOpen || run.resolution === is.resolution)) return;
    const past = this.told.slice(0, index).filter((each) => each.is.resolution === is.resolution);
    let started: Told | undefined;
    let done: readonly [Told, Told] | undefined;
    let ran = false;
    const waited: Span[] = [];
    for (const each of past) {
      if (done && this.goesOn(each) && this.isDone(definition, done[1])) {
        waited.push({ from: done[1].fact.at, to: each.fact.at });
        started = done[0];
        done = undefined;
      }
      if (started && isOneOf(definition.stop, each)) {
        done = [started, each];
        started = undefined;
        ran = true;
      }
      const starts = isOneOf(definition.start, each) && this.comesAfter(definition, each);
      if (!started && starts && (definition.repeats || !ran)) started = each;
    }
    if (!started) return;
    const before = this.runs.length;
    this.begin(definition, event, started.fact.at);
    const run = this.runs[before];
    if (!run) return;
    if (this.asked.fault !== 'pauses-of-before-are-lost') {
      const paused = this.pausesSince(definition, started, event);
      const rests = [
        ...paused.map((span) => ['paused', span] as const),
        ...waited.map((span) => ['resolved', span] as const),
      ].toSorted(([, a], [, b]) => a.from - b.from);
      for (const [kind, { from, to }] of rests) run.rest(kind, from, to);
    }
    run.wasSeen(fact.at);
  }

  private pausesSince(definition: ClockDefinition, since: Told, until: Told): readonly Span[] {
    const part = this.told.slice(this.told.indexOf(since), this.told.indexOf(until));
    return part.flatMap((each, place) => {
      const to = part[place + 1]?.fact.at ?? until.fact.at;
      return this.rests(definition, each.is) ? [{ from: each.fact.at, to }] : [];
    });
  }
}
