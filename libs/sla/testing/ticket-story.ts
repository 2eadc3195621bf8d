import { Calendars, type CalendarParts } from '@gongdan/calendar';
import type { GongdanEvent, Move, PauseReason, Priority } from '@gongdan/contracts';
import {
  evaluate,
  evolveSlaStream,
  emptySlaStream,
  NO_PINS,
  PolicyBook,
  reconcile,
  type ClockDefinition,
  type ClockRun,
  type Evaluation,
  type SlaEventDraft,
  type SlaFact,
  type SlaPolicy,
  type SlaStream,
  type TargetRule,
} from '../domain/index.js';

const WORKDAY = (from: number, to: number) => [{ fromMinute: from * 60, toMinute: to * 60 }];

export const calendarOf = (
  id: string,
  timeZone: string,
  days: readonly (readonly { fromMinute: number; toMinute: number }[])[],
  more: Partial<CalendarParts> = {},
): CalendarParts => ({
  id,
  version: 1,
  timeZone,
  effectiveFrom: null,
  weekly: days,
  dates: new Map(),
  ...more,
});

const five = <Day>(day: Day): readonly Day[] => Array.from({ length: 5 }, () => day);
/** Monday to Friday, 9 to 17 UTC; around the clock; and the one with long days. */
const CALENDARS: readonly CalendarParts[] = [
  calendarOf('plain', 'UTC', [...five(WORKDAY(9, 17)), [], []]),
  calendarOf('always', 'UTC', [...five(WORKDAY(0, 24)), WORKDAY(0, 24), WORKDAY(0, 24)]),
  calendarOf('long', 'UTC', [...five(WORKDAY(8, 18)), [], []]),
];

export const HOUR_MS = 3_600_000;

export const within = (hours: number, more: Partial<TargetRule> = {}): TargetRule => ({
  rule: 1,
  when: {},
  pledge: { kind: 'within', businessMs: hours * HOUR_MS },
  calendar: 'plain',
  ...more,
});

export const clockOf = (
  clock: string,
  targets: readonly TargetRule[],
  more: Partial<ClockDefinition> = {},
): ClockDefinition => ({
  clock,
  title: { en: clock, 'zh-CN': clock },
  start: [{ event: 'TicketRegistered' }],
  after: [],
  stop: [{ stateClass: 'resolved' }],
  pause: ['waiting-for-customer', 'waiting-for-parts'],
  repeats: false,
  onChange: 'continue',
  onReopen: 'new-cycle',
  onAppointment: 'ignore',
  lateReport: 'occurred',
  warnings: [],
  escalations: [],
  targets,
  ...more,
});

export const policyOf = (
  clocks: readonly ClockDefinition[],
  more: Partial<SlaPolicy> = {},
): SlaPolicy => ({
  id: 'house',
  version: 1,
  effectiveFrom: Number.NEGATIVE_INFINITY,
  title: { en: 'House', 'zh-CN': '' },
  subject: 'ticket',
  order: 100,
  appliesTo: {},
  clocks,
  ...more,
});

export const bookOf = (
  policies: readonly SlaPolicy[],
  calendars: readonly CalendarParts[] = CALENDARS,
): PolicyBook => new PolicyBook(policies, new Calendars(calendars));

const move = (to: string, stage: Move['stage'], stateClass: Move['stateClass']) => ({
  move: { from: null, to, stage, stateClass },
});

/** What happened to one ticket, told step by step; moments as `2026-03-02T09:00` in UTC. */
export class TicketStory {
  readonly facts: SlaFact[] = [];
  private cycle = 1;

  constructor(private readonly kind: 'ticket' | 'complaint' = 'ticket') {}

  /** `reportedAt`: where it was not at once. */
  tell(at: string, type: GongdanEvent['type'], data: object, reportedAt = at): this {
    const position = this.facts.length + 1;
    this.facts.push({
      id: `e${position}`,
      type,
      position,
      at: ms(at),
      recordedAt: ms(reportedAt),
      data: data as Readonly<Record<string, unknown>>,
    });
    return this;
  }

  registered(at: string, more: object = {}): this {
    return this.tell(at, 'TicketRegistered', {
      customerId: 'c1',
      category: 'paid',
      priority: 'normal',
      workflow: { id: 'paid', version: 1 },
      ...move('registered', 'request', 'open'),
      ...more,
    });
  }

  assigned(at: string, technicianId = 'f1', team?: string): this {
    return this.tell(at, 'TicketAssigned', {
      technicianId,
      ...(team === undefined ? {} : { team }),
      ...move('assigned', 'dispatch', 'open'),
    });
  }

  arrived(at: string, reportedAt = at): this {
    return this.tell(at, 'TechnicianArrived', move('on-site', 'field', 'active'), reportedAt);
  }

  paused(at: string, reason: PauseReason = 'waiting-for-customer', reportedAt = at): this {
    const data = { reason, ...move('paused', 'field', 'paused') };
    return this.tell(at, 'WorkPaused', data, reportedAt);
  }

  resumed(at: string, reportedAt = at): this {
    return this.tell(at, 'WorkResumed', move('in-progress', 'field', 'active'), reportedAt);
  }

  /** A hold from one moment to another. */
  held(from: string, to: string): this {
    return this.paused(from).resumed(to);
  }

  resolved(at: string, reportedAt = at): this {
    return this.tell(at, 'WorkFinished', move('finished', 'sign-off', 'resolved'), reportedAt);
  }

  reopened(at: string): this {
    this.cycle += 1;
    const data = { cycle: this.cycle, ...move('registered', 'request', 'open') };
    return this.tell(at, 'TicketReopened', data);
  }

  prioritised(at: string, priority: Priority, reportedAt = at): this {
    return this.tell(at, 'TicketPrioritised', { priority }, reportedAt);
  }

  cancelled(at: string): this {
    return this.tell(at, 'TicketCancelled', move('cancelled', 'closed', 'cancelled'));
  }

  judge(book: PolicyBook, asOf: string): Evaluation {
    const { kind, facts } = this;
    return evaluate({ kind, facts, book, pins: NO_PINS, asOf: ms(asOf) });
  }
}

export const ms = (at: string): number => Date.parse(at.length === 16 ? `${at}:00Z` : at);
export const minute = (at: number | null | undefined): string | null =>
  at === null || at === undefined ? null : new Date(at).toISOString().slice(0, 16);

/** The runs of a clock as words: `cycle status verdict due`. */
export const standingsOf = ({ runs }: Evaluation, clock: string): readonly string[] =>
  runs
    .filter(({ commitment }) => commitment.definition.clock === clock)
    .map(({ cycle, standing: { status, verdict, dueAt } }) =>
      [cycle, status, verdict, minute(dueAt)].join(' '),
    );

/** What a run did, as words: type without `SlaClock`, and when. */
export const momentsOf = (run: ClockRun | undefined): readonly string[] =>
  (run?.moments ?? []).map(({ type, at, reason }) =>
    [type.replace('SlaClock', ''), minute(at), reason].filter(Boolean).join(' '),
  );

/** An SLA stream that is kept up with a story. */
export class KeptStream {
  stream: SlaStream = emptySlaStream;
  readonly events: SlaEventDraft[] = [];

  constructor(private readonly book: PolicyBook) {}

  keep(story: TicketStory, asOf: string): readonly SlaEventDraft[] {
    const { facts } = story;
    const { pins } = this.stream;
    const { book } = this;
    const evaluation = evaluate({ kind: 'ticket', facts, book, pins, asOf: ms(asOf) });
    const subject = { kind: 'ticket', id: 't1' } as const;
    const added = reconcile(this.stream, { subject, ...evaluation, noticedAt: ms(asOf) });
    this.stream = added.reduce(evolveSlaStream, this.stream);
    this.events.push(...added);
    return added;
  }
}

/** Events as words: type without `SlaClock`, verdict after it, when it occurred. */
export const toldOf = (events: readonly SlaEventDraft[]): readonly string[] =>
  events.map(({ type, data, occurredAt }) =>
    [
      type.replace('SlaClock', ''),
      'standing' in data ? data.standing.verdict : '',
      occurredAt.slice(0, 16),
      'cause' in data ? data.cause.reason : undefined,
    ]
      .filter(Boolean)
      .join(' '),
  );
