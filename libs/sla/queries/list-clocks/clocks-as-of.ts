import type { SlaSubject } from '@gongdan/contracts';
import { epochMsOf, GongdanError, INSTANT_MAX, instantOf, instantOrNull } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import { Filter, type Moment } from '@gongdan/platform';
import { evaluate, type ClockRun, type PolicyBook, type Step } from '../../domain/index.js';
import { isVisibleTo, readSubjectThen } from '../../keeping/subject-facts.js';
import { runIdOf } from '../../projections/run-id.js';
import {
  attributesOf,
  countedAt,
  type SlaClockRow,
  stateOf,
} from '../../projections/sla-clock/sla-clock.projection.js';
import { clockConditions, passesClockFilter, type ClockFilter } from './clock-filter.js';
import type { Queryable } from './find-clocks.js';

/** Most tickets and complaints that one question about an earlier moment judges anew: about half a minute’s work. */
export const SUBJECTS_JUDGED_MAX = 10_000;
const JUDGED_AT_ONCE = 8;

interface Sources {
  readonly client: Queryable;
  readonly store: Pick<EventStore, 'readStream'>;
  readonly book: PolicyBook;
}

/**
 * The clocks that ran or rested at a moment and passed the filter then, each judged anew from the log by
 * `evaluate`: what had happened by then (`occurred`), or what was known (`recorded`). Throws
 * `SLA.TOO_MANY_TO_JUDGE`.
 */
export async function clocksAsOf(
  { client, store, book }: Sources,
  filter: ClockFilter,
  moment: Moment,
): Promise<SlaClockRow[]> {
  const subjects = await candidates(client, filter, moment);
  const found: SlaClockRow[] = [];
  for (let start = 0; start < subjects.length; start += JUDGED_AT_ONCE) {
    const some = subjects.slice(start, start + JUDGED_AT_ONCE);
    const rows = await Promise.all(
      some.map((subject) => judge(store, book, subject, filter, moment)),
    );
    found.push(...rows.flat().filter((row) => passesClockFilter(filter, row)));
  }
  return found;
}

/** Of whom a clock may have been open then: begun by then, and not known to have ended before. */
async function candidates(
  client: Queryable,
  filter: ClockFilter,
  { asOf, basis }: Moment,
): Promise<readonly SlaSubject[]> {
  const sql: Filter = clockConditions(lasting(filter));
  const at = sql.bind(asOf);
  const later = basis === 'recorded' ? ` OR t.last_recorded_at > ${at}` : '';
  sql.where(`t.first_started_at <= ${at}`);
  sql.where(`t.ended_at IS NULL OR t.ended_at > ${at}${later}`);
  const { rows } = await client.query<SlaSubject>(
    `SELECT DISTINCT t.subject_kind AS kind, t.subject_id AS id FROM gongdan.sla_clock t
      ${sql.clause()} ORDER BY 2 LIMIT ${SUBJECTS_JUDGED_MAX + 1}`,
    sql.values,
  );
  if (rows.length > SUBJECTS_JUDGED_MAX) throw tooManyToJudge(asOf);
  return rows;
}

/** What never changes for a subject; all else is asked of it as it was. */
const lasting = ({ subjectKind, subjectId, customerId }: ClockFilter): ClockFilter => ({
  ...(subjectKind && { subjectKind }),
  ...(subjectId && { subjectId }),
  ...(customerId && { customerId }),
});

async function judge(
  store: Sources['store'],
  book: PolicyBook,
  subject: SlaSubject,
  filter: ClockFilter,
  moment: Moment,
): Promise<SlaClockRow[]> {
  const asOf = epochMsOf(moment.asOf);
  const { known, facts, pins } = await readSubjectThen(store, subject, moment);
  // Lead or assistant then.
  if (known.length === 0 || !isVisibleTo(filter.visibleTo, subject, known)) return [];
  const { runs, story } = evaluate({ kind: subject.kind, facts, book, pins, asOf });
  return runs.filter((run) => run.isOpen).map((run) => rowThen(subject, run, story, moment.asOf));
}

/** A run as the read model would have shown it, in the hands it was in then. */
function rowThen(
  subject: SlaSubject,
  run: ClockRun,
  story: readonly Step[],
  asOf: string,
): SlaClockRow {
  const { commitment, standing, moments } = run;
  const { definition, policy, calendar } = commitment;
  const warned = moments.findLast(({ type }) => type === 'SlaClockWarned');
  const climbed = moments.findLast(({ type }) => type === 'SlaClockEscalated');
  const breach = moments.findLast(({ type }) => type === 'SlaClockBreached');
  const isBreached = standing.verdict === 'breached';
  const dueAt = instantOrNull(standing.dueAt);
  const breachedAt = isBreached ? (instantOrNull(breach?.dueAt ?? null) ?? dueAt) : null;
  const { attributes } = (story.at(-1) ?? run.startStep).after;
  return {
    run_id: runIdOf({ subject, clock: definition.clock, cycle: run.cycle }),
    subject_kind: subject.kind,
    subject_id: subject.id,
    clock: definition.clock,
    cycle: run.cycle,
    state: stateOf(standing, warned !== undefined),
    policy_id: policy.id,
    policy_version: policy.version,
    calendar_id: calendar.id,
    calendar_version: calendar.version,
    started_at: instantOf(run.startedAt),
    first_started_at: instantOf(moments[0]?.startedAt ?? run.startedAt),
    due_at: dueAt,
    counted_at: countedAt({ ...standing, dueAt }, breachedAt),
    due_or_last_at: dueAt ?? INSTANT_MAX,
    warned_at: instantOrNull(warned?.at ?? null),
    rung: climbed?.rung?.rung ?? null,
    breached_at: breachedAt,
    ended_at: instantOrNull(standing.stoppedAt),
    superseded: false,
    ...attributesOf({ attributes }),
    last_recorded_at: asOf,
  };
}

const tooManyToJudge = (asOf: string): GongdanError =>
  new GongdanError({
    code: 'SLA.TOO_MANY_TO_JUDGE',
    category: 'rejected',
    message: `More than ${SUBJECTS_JUDGED_MAX} tickets and complaints had clocks running at ${asOf}: too many to judge anew for one answer.`,
    hint: 'Narrow it down by customerId, subjectKind or subjectId, or ask for a later moment.',
  });
