import { promisedMs } from './clock-goal.js';
import type { SlaEvent, SlaSubject } from '@gongdan/contracts';
import { type Instant, instantOf, instantOrNull } from '@gongdan/core';
import type { ClockRun, Moment } from './clock-run.js';
import { momentName, runName, type RecordedStanding, type SlaStream } from './sla-stream.js';
import type { Standing } from './standing.js';
import type { Step } from './story.js';

/** An SLA event on its way, with the moment it occurred. */
export type SlaEventDraft = SlaEvent & { readonly occurredAt: Instant };

export interface Truth {
  readonly subject: SlaSubject;
  readonly runs: readonly ClockRun[];
  readonly story: readonly Step[];
  /** When it is looked at, by the database’s clock, epoch milliseconds. */
  readonly noticedAt: number;
}

/**
 * What is to be added to an SLA stream so that it tells what is so: every moment that it lacks, and where
 * what it said is overtaken (by a late report, a new target) a word that says so. Nothing that was recorded
 * is taken back; told again, it adds nothing.
 */
export function reconcile(recorded: SlaStream, truth: Truth): readonly SlaEventDraft[] {
  const told = truth.runs.map((run) => tell(recorded, run, truth));
  return [
    ...inOrder(told.flatMap(({ missing }) => missing)),
    ...told.flatMap((it) => it.superseded),
    ...neverWere(recorded, truth),
  ];
}

interface Told {
  /** With what it is ordered by: a run’s moments stay in the order in which they came about. */
  readonly missing: readonly { readonly draft: SlaEventDraft; readonly order: number }[];
  readonly superseded: readonly SlaEventDraft[];
}

const inOrder = (missing: Told['missing']): readonly SlaEventDraft[] =>
  missing.toSorted((a, b) => a.order - b.order).map(({ draft }) => draft);

function tell(recorded: SlaStream, run: ClockRun, truth: Truth): Told {
  const known = recorded.runs.get(nameOfRun(run));
  const names = new Set(known?.moments);
  let order = Number.NEGATIVE_INFINITY;
  const missing = run.moments.flatMap((moment) => {
    order = Math.max(order, moment.at);
    const name = nameOf(moment);
    if (names.has(name)) return [];
    names.add(name);
    return [{ draft: draftOf(run, moment, truth), order }];
  });
  const drafts = missing.map(({ draft }) => draft);
  const said = drafts.at(-1)?.data;
  const last = said && 'standing' in said ? said.standing : known?.standing;
  if (!last) return { missing, superseded: [] };
  const now = standingOf(run.standing);
  const before = known?.standing ?? last;
  const isTold = sameStanding(last, now) && !(known && isOverturned(known.standing, now, drafts));
  return { missing, superseded: isTold ? [] : [supersededOf(run, before, truth)] };
}

/** A verdict that was given is another one now, and not because the clock went on. */
function isOverturned(
  before: RecordedStanding,
  now: RecordedStanding,
  drafts: readonly SlaEventDraft[],
): boolean {
  if (before.verdict === 'breached') return now.verdict !== 'breached';
  const wentOn = drafts.some(({ type }) => type === 'SlaClockResumed');
  return before.verdict === 'met' && now.verdict === 'breached' && !wentOn;
}

/**
 * Runs that were told of and, as is known now, never were: something reported late kept the clock from
 * starting. What they said stays in history; nothing of it is promised.
 */
function neverWere(recorded: SlaStream, truth: Truth): readonly SlaEventDraft[] {
  const are = new Set(truth.runs.map(nameOfRun));
  return [...recorded.runs].flatMap(([name, { standing: previous }]) => {
    const newest = newestStep(truth.story);
    if (are.has(name) || !newest || previous.verdict === 'cancelled') return [];
    const { id, type, at } = newest.fact;
    const [clock = '', cycle] = name.split('#');
    const data = {
      subject: truth.subject,
      clock,
      cycle: Number(cycle),
      cause: { eventId: id, eventType: type, reason: 'reported-late' },
      standing: {
        status: 'cancelled' as const,
        verdict: 'cancelled' as const,
        dueAt: null,
        stoppedAt: null,
        warnings: [],
      },
      attributes: newest.after.attributes,
      previous,
    };
    return [{ type: 'SlaClockSuperseded', occurredAt: instantOf(at), data }];
  });
}

/** Where the missing moments alone would leave a wrong picture: one word with the whole truth. */
function supersededOf(run: ClockRun, previous: RecordedStanding, truth: Truth): SlaEventDraft {
  const newest = newestStep(truth.story);
  const reason = isLate(newest, previous, truth)
    ? 'reported-late'
    : run.standing.verdict === 'breached'
      ? 'due'
      : 'policy-switch';
  const at = lastMomentOf(run);
  return {
    type: 'SlaClockSuperseded',
    occurredAt: instantOf(at),
    data: {
      ...commonOf(run, truth),
      cause: { eventId: newest?.fact.id ?? null, eventType: newest?.fact.type ?? null, reason },
      standing: standingOf(run.standing),
      attributes: (newest ?? run.startStep).after.attributes,
      previous,
    },
  };
}

/**
 * When what is so now came about: the latest of all that the clock did. (Where a target was set whose moment had
 * passed, its breach lies before it.)
 */
const lastMomentOf = ({ moments, startedAt }: ClockRun): number =>
  moments.reduce((latest, { at }) => Math.max(latest, at), startedAt);

/** The newest word is about something that happened before what was known already. */
function isLate(
  newest: Step | undefined,
  { verdict, dueAt }: RecordedStanding,
  { story }: Truth,
): boolean {
  if (newest === undefined) return false;
  if (newest !== story.at(-1)) return true;
  return verdict === 'breached' && dueAt !== null && newest.fact.at <= Date.parse(dueAt);
}

const newestStep = (story: readonly Step[]): Step | undefined =>
  story.reduce<Step | undefined>(
    (newest, step) => (newest && newest.fact.position > step.fact.position ? newest : step),
    undefined,
  );

const nameOfRun = ({ commitment, cycle }: ClockRun): string =>
  runName(commitment.definition.clock, cycle);

const nameOf = ({ type, step, warning, rung, commitment }: Moment): string =>
  momentName({
    type,
    eventId: step?.fact.id ?? null,
    warning: warning?.label,
    rung: rung?.rung,
    policy: commitment.policy,
  });

const commonOf = (run: ClockRun, { subject }: Truth) => ({
  subject,
  clock: run.commitment.definition.clock,
  cycle: run.cycle,
});

function draftOf(run: ClockRun, moment: Moment, truth: Truth): SlaEventDraft {
  const { type, at, step, reason } = moment;
  const common = {
    ...commonOf(run, truth),
    cause: {
      eventId: step?.fact.id ?? null,
      eventType: step?.fact.type ?? null,
      ...(reason === undefined ? {} : { reason }),
    },
    standing: standingOf(moment.standing),
    attributes: (step ?? stepAt(truth.story, at) ?? run.startStep).after.attributes,
  };
  const draft = { type, occurredAt: instantOf(at), data: { ...common, ...saidOf(moment, truth) } };
  return draft as unknown as SlaEventDraft;
}

/** The last step before a moment: who held the subject when only time passed. */
const stepAt = (story: readonly Step[], at: number): Step | undefined =>
  story.findLast((step) => step.fact.at <= at);

function saidOf(moment: Moment, { noticedAt }: Truth): object {
  const { type, at, warning, commitment } = moment;
  switch (type) {
    case 'SlaClockStarted':
      return promiseOf(moment);
    case 'SlaClockRetargeted': {
      const { previousDueAt = null } = moment;
      return { ...promiseOf(moment), previousDueAt: instantOrNull(previousDueAt) };
    }
    case 'SlaClockPaused':
      return { pauseReason: moment.pauseReason };
    case 'SlaClockWarned':
      return {
        warning: warning?.label,
        warnAt: instantOf(at),
        firedAt: instantOf(Math.max(noticedAt, at)),
      };
    case 'SlaClockEscalated':
      return climbedOf(moment, noticedAt);
    case 'SlaClockBreached': {
      const firedAt = instantOf(Math.max(noticedAt, at));
      return { policy: commitment.policy, dueAt: instantOf(at), firedAt };
    }
    default:
      return {};
  }
}

function climbedOf({ at, rung, dueAt, commitment }: Moment, noticedAt: number): object {
  const { to, notify, by } = rung ?? { notify: [], by: [] };
  return {
    policy: commitment.policy,
    rung: rung?.rung,
    ...(to === undefined ? {} : { to }),
    notify,
    by,
    dueAt: instantOrNull(dueAt ?? null),
    escalateAt: instantOf(at),
    firedAt: instantOf(Math.max(noticedAt, at)),
  };
}

function promiseOf({ commitment, startedAt }: Moment): object {
  const { policy, calendar, rule, goal } = commitment;
  const businessMs = promisedMs(goal, calendar, startedAt);
  return {
    policy,
    calendar: { id: calendar.id, version: calendar.version },
    rule,
    target: { kind: goal.kind, businessMs },
    startedAt: instantOf(startedAt),
  };
}

const standingOf = ({
  status,
  verdict,
  dueAt,
  stoppedAt,
  warnings,
  escalations,
}: Standing): RecordedStanding => ({
  status,
  verdict,
  dueAt: instantOrNull(dueAt),
  stoppedAt: instantOrNull(stoppedAt),
  warnings: warnings.map(({ label, at }) => ({ label, at: instantOf(at) })),
  ...(escalations.length === 0
    ? {}
    : { escalations: escalations.map(({ rung: { rung }, at }) => ({ rung, at: instantOf(at) })) }),
});

/** Warnings and rungs apart: those that were given stay given, whatever is known later. */
const sameStanding = (a: RecordedStanding, b: RecordedStanding): boolean =>
  a.status === b.status &&
  a.verdict === b.verdict &&
  a.dueAt === b.dueAt &&
  a.stoppedAt === b.stoppedAt;
