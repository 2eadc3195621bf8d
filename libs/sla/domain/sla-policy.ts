import type {
  Channel,
  EscalationLevel,
  NoticeChannel,
  NoticeRecipient,
  PauseReason,
  Priority,
  ServiceCategory,
  Severity,
  Stage,
  StateClass,
} from '@gongdan/contracts';

/** What clocks are kept for. */
export const SUBJECT_KINDS = ['ticket', 'complaint'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** How an open clock takes a change of priority, category, tier, region or policy. */
export const CHANGE_MODES = [
  'continue', // same start, pauses carried, the new target
  'restart', // the new target from the moment of the change
  'pin', // what was promised first stays promised
] as const;
export type ChangeMode = (typeof CHANGE_MODES)[number];

/** What a reopening does to a clock. */
export const REOPEN_MODES = [
  'continue', // the stopped clock goes on; the time while resolved is not counted
  'new-cycle', // the reopening starts the clock anew
  'wait', // an open clock is cancelled; the next start event starts it anew
  'ignore', // nothing changes
] as const;
export type ReopenMode = (typeof REOPEN_MODES)[number];

/** What an appointment that the customer asked for does to an open clock. */
export const APPOINTMENT_MODES = ['ignore', 'end-of-window'] as const;
export type AppointmentMode = (typeof APPOINTMENT_MODES)[number];

/** Which of its two times a stop counts at that was reported only after the breach. */
export const LATE_REPORT_MODES = ['occurred', 'recorded'] as const;
export type LateReportMode = (typeof LATE_REPORT_MODES)[number];

/**
 * Picks events. All that is given must hold: the type; the state, its class or its stage that the event
 * leads into from another one; members of the event’s data, by name.
 */
export interface EventMatcher {
  readonly event?: string;
  readonly state?: string;
  readonly stateClass?: StateClass;
  readonly stage?: Stage;
  readonly where?: Readonly<Record<string, string | number | boolean>>;
}

/** What targets and policies are chosen by. What is absent holds for everything. */
export interface Condition {
  readonly category?: readonly ServiceCategory[];
  readonly priority?: readonly Priority[];
  readonly tier?: readonly string[];
  readonly region?: readonly string[];
  readonly workflow?: readonly string[];
  /** How the request came in. */
  readonly channel?: readonly Channel[];
  /** Of complaints. */
  readonly severity?: readonly Severity[];
  readonly level?: readonly EscalationLevel[];
}

/** What is promised: so much business time, or a time of day some working days later, or nothing. */
export type Pledge =
  | { readonly kind: 'within'; readonly businessMs: number }
  | { readonly kind: 'by'; readonly workingDays: number; readonly timeOfDay: string }
  | { readonly kind: 'none' };

export interface TargetRule {
  /** `1`, `2` …: its place in the clock’s list. */
  readonly rule: number;
  readonly when: Condition;
  readonly pledge: Pledge;
  /** Instead of the clock’s calendar. */
  readonly calendar: string;
}

/** A moment of a clock: at a fraction of its target, or some business time before it is due. */
export type MomentBeforeDue =
  | { readonly kind: 'fraction'; readonly fraction: number }
  | { readonly kind: 'before'; readonly businessMs: number };

export type Warning = { readonly label: string } & MomentBeforeDue;

/** One rung of an escalation ladder: when it is reached, who hears of it, and who takes over. */
export interface Rung {
  /** Its name: `80%`, `breach`, `breach+PT4H`. */
  readonly rung: string;
  /** `after`: so much business time after what was promised was due and has not happened. */
  readonly when: MomentBeforeDue | { readonly kind: 'after'; readonly businessMs: number };
  /** The level that the ticket or complaint climbs to. Undefined: people are told, nothing more. */
  readonly to?: EscalationLevel;
  readonly notify: readonly NoticeRecipient[];
  readonly by: readonly NoticeChannel[];
}

export interface ClockDefinition {
  /** Kebab case: `first-answer`. */
  readonly clock: string;
  readonly title: { readonly en: string; readonly 'zh-CN': string };
  readonly start: readonly EventMatcher[];
  /** A start counts only when one of these has happened before. Empty: always. */
  readonly after: readonly EventMatcher[];
  readonly stop: readonly EventMatcher[];
  /** Reasons for which it rests while its ticket is paused. */
  readonly pause: readonly PauseReason[];
  /** Starts again at each start event once it has stopped, also within one resolution cycle. */
  readonly repeats: boolean;
  readonly onChange: ChangeMode;
  readonly onReopen: ReopenMode;
  readonly onAppointment: AppointmentMode;
  readonly lateReport: LateReportMode;
  readonly warnings: readonly Warning[];
  /** Each is climbed once in a run. */
  readonly escalations: readonly Rung[];
  /** The first that matches counts; none: nothing is promised. */
  readonly targets: readonly TargetRule[];
}

/** One version of a policy. */
export interface SlaPolicy {
  readonly id: string;
  readonly version: number;
  /** From when on it holds for what begins, epoch milliseconds; −Infinity: always did. */
  readonly effectiveFrom: number;
  readonly title: { readonly en: string; readonly 'zh-CN': string };
  readonly subject: SubjectKind;
  /** Policies are asked in this order; the first that applies counts. */
  readonly order: number;
  readonly appliesTo: Condition;
  readonly clocks: readonly ClockDefinition[];
}

export interface VersionPin {
  readonly id: string;
  readonly version: number;
}
