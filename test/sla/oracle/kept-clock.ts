import type { Span } from '@gongdan/calendar';
import type { ClockDefinition, Rung, VersionPin } from '../../../libs/sla/domain/sla-policy.js';
import type { Fault } from './faults.js';
import type { Told } from './told.js';
import type { WallCalendar } from './wall-calendar.js';

export type Promised =
  | { readonly kind: 'within'; readonly ms: number }
  | { readonly kind: 'moment'; readonly at: number; readonly setAt: number; readonly own: boolean };

export interface Terms {
  readonly definition: ClockDefinition;
  readonly policy: VersionPin;
  readonly rule: number;
  readonly calendar: WallCalendar;
  readonly promised: Promised;
}

/** Time that is not counted, in the order in which it passed. */
interface Rest {
  readonly kind: 'paused' | 'resolved';
  readonly from: number;
  readonly to: number;
}

/** A run with lists of what it went through; all else is computed from them whenever it is asked for. */
export class KeptClock {
  status: 'running' | 'paused' | 'stopped' | 'cancelled' = 'running';
  verdict: 'open' | 'met' | 'breached' | 'cancelled' = 'open';
  stoppedAt: number | null = null;
  stoppedBy: Told | undefined;
  rests: Rest[] = [];
  /** Rungs after the breach, in the order in which they were reached. */
  climbed: readonly string[] = [];
  private beforeStop: Pick<KeptClock, 'verdict' | 'climbed'> = { verdict: 'open', climbed: [] };
  private passedOver: readonly string[] = [];
  private reached: { readonly rung: string; readonly at: number } | undefined;
  private seenAt: number;

  constructor(
    readonly cycle: number,
    public terms: Terms,
    public start: number,
    public resolution: number,
    private readonly fault: Fault | undefined,
  ) {
    this.seenAt = start;
  }

  get isOpen(): boolean {
    return this.status === 'running' || this.status === 'paused';
  }

  get dueAt(): number | null {
    return this.status === 'running' || this.status === 'stopped' ? this.due() : null;
  }

  /** What is not yet over of a pause counts up to the moment that the clock was last looked at. */
  due(): number {
    const { promised, calendar } = this.terms;
    const rests = this.wholeRests();
    if (promised.kind === 'within') return calendar.due(this.start, promised.ms, rests);
    let due = promised.at;
    for (const { from, to } of rests) {
      const since = Math.max(from, promised.setAt);
      if (from < due && since < to) due = calendar.due(due, calendar.elapsed(since, to));
    }
    return due;
  }

  /** Time passes: a pause grows, or what was promised becomes overdue. */
  pass(now: number): void {
    if (!this.isOpen) return;
    if (this.status === 'paused') this.rest('paused', this.seenAt, now);
    this.seenAt = now;
    this.judge(now);
    this.climb(now);
  }

  /** From now on: what was before is told already. */
  wasSeen(now: number): void {
    this.seenAt = now;
    this.passOver(now);
    this.judge(now);
  }

  judge(now: number): void {
    if (this.status !== 'running' || this.verdict !== 'open') return;
    const due = this.due();
    if (due < now || (this.fault === 'due-is-too-late' && due === now)) this.verdict = 'breached';
  }

  /** Rung by rung, as long as it runs and is broken. */
  private climb(now: number): void {
    if (this.status !== 'running' || this.verdict !== 'breached') return;
    for (const { rung, at } of this.rungs()) {
      if (at < now) this.climbed = [...this.climbed, rung];
    }
  }

  /** Those that were neither reached nor passed over. */
  private rungs(): readonly { readonly rung: string; readonly at: number }[] {
    const left = ({ rung }: Rung) =>
      !this.climbed.includes(rung) && !this.passedOver.includes(rung);
    const due = this.due();
    return this.terms.definition.escalations
      .filter(left)
      .flatMap(({ rung, when }) => {
        if (when.kind !== 'after') return [];
        if (this.reached?.rung === rung) return [this.reached];
        const rests = this.wholeRests().filter(({ to }) => to > due);
        const own = when.businessMs === 0 || this.fault === 'rungs-walk-no-calendar';
        const at = own
          ? due + when.businessMs
          : this.terms.calendar.due(due, when.businessMs, rests);
        return [{ rung, at }];
      })
      .toSorted((a, b) => a.at - b.at);
  }

  /** Of what is behind it when its terms change, only the highest rung is reached, now. */
  private passOver(now: number): void {
    if (this.verdict !== 'breached' && this.due() >= now) return;
    const behind = this.rungs().filter(({ rung, at }) => at < now || rung === this.reached?.rung);
    const last = behind.at(-1);
    this.passedOver = [
      ...this.passedOver,
      ...behind.filter((each) => each !== last).map(({ rung }) => rung),
    ];
    if (last) this.reached = { rung: last.rung, at: now };
  }

  rest(kind: Rest['kind'], from: number, to: number): void {
    if (from < to) this.rests.push({ kind, from, to });
  }

  /** Other terms from now on. */
  change(terms: Terms, now: number, restart: boolean): void {
    this.terms = terms;
    if (restart) {
      this.start = now;
      this.rests = [];
    }
    if (this.verdict === 'breached' && this.due() >= now) {
      this.verdict = 'open';
      this.reached = undefined; // it lasted no time, or it would have been climbed
    }
    this.passOver(now);
    this.judge(now);
  }

  stop(at: number, reportedAt: number): void {
    const { verdict, climbed } = this;
    this.beforeStop = { verdict, climbed };
    const due = this.due();
    const late = this.terms.definition.lateReport === 'recorded' && reportedAt > due;
    this.stoppedAt = late && this.fault !== 'late-reports-are-in-time' ? reportedAt : at;
    const inTime = this.fault === 'due-is-too-late' ? this.stoppedAt < due : this.stoppedAt <= due;
    this.verdict = this.verdict === 'open' && inTime ? 'met' : 'breached';
    this.climb(this.stoppedAt);
    this.status = 'stopped';
  }

  cancel(at: number): void {
    this.status = 'cancelled';
    this.stoppedAt = at;
    if (this.verdict !== 'breached') this.verdict = 'cancelled';
  }

  goOn(now: number, resolution: number): void {
    const neverCounted = this.stoppedAt! > now;
    if (neverCounted) Object.assign(this, this.beforeStop);
    this.rest('resolved', this.stoppedAt!, now);
    this.stoppedAt = null;
    this.status = 'running';
    this.seenAt = now;
    this.resolution = resolution;
    if (this.verdict === 'met') this.verdict = 'open';
    if (neverCounted) this.pass(now);
  }

  /** Wall-clock time by what it was, up to the end of the run. */
  buckets(asOf: number): Record<string, number> {
    const end = Math.max(this.start, this.stoppedAt ?? asOf);
    const { calendar } = this.terms;
    const sum = (of: (span: Span) => number, kind: Rest['kind']): number =>
      this.rests.reduce((total, rest) => total + (rest.kind === kind ? of(rest) : 0), 0);
    const business = ({ from, to }: Span) => calendar.elapsed(from, to);
    const whole = ({ from, to }: Span) => to - from;
    const resolved = sum(whole, 'resolved');
    const paused = sum(business, 'paused');
    const pausedInAll = sum(whole, 'paused');
    const running = calendar.elapsed(this.start, end) - paused - sum(business, 'resolved');
    return {
      running,
      'out-of-hours': end - this.start - running - pausedInAll - resolved,
      paused,
      'paused-out-of-hours': pausedInAll - paused,
      resolved,
    };
  }

  /** A pause that was cut by events in between is one. */
  private wholeRests(): readonly Rest[] {
    const whole: Rest[] = [];
    for (const rest of this.rests) {
      const last = whole.at(-1);
      if (last?.to === rest.from && last.kind === 'paused' && rest.kind === 'paused') {
        whole[whole.length - 1] = { ...last, to: rest.to };
      } else whole.push(rest);
    }
    return whole;
  }
}
