import { formatBusinessDuration } from '@gongdan/calendar';
import type { RecordedClockEvent } from '@gongdan/contracts';
import { instantOf, instantOrNull, type RecordedEvent } from '@gongdan/core';
import {
  type Buckets,
  bucketsBy,
  bucketsOf,
  type ClockRun,
  type DueRung,
  type Evaluation,
  LEDGER_SEGMENTS_MAX,
  ledgerOf,
  promisedMs,
  type Segment,
} from '../../domain/index.js';
import { stateOf } from '../../projections/sla-clock/sla-clock.projection.js';
import { explainClock } from './explain-clock.js';
import type {
  BucketsAnswer,
  ClockAnswer,
  PauseSumAnswer,
  RungAnswer,
  SegmentAnswer,
  SlaEventAnswer,
  TargetAnswer,
} from './show-sla.dto.js';

/** One run with its ledger, and what was recorded of it. */
export function clockAnswer(
  run: ClockRun,
  { story }: Evaluation,
  recorded: readonly RecordedEvent[],
  asOf: number,
): ClockAnswer {
  const { commitment, standing } = run;
  const { definition, policy, calendar } = commitment;
  const ledger = ledgerOf(run, story, asOf);
  const buckets = bucketsOf(ledger);
  const types = new Map(story.map(({ fact }) => [fact.id, fact.type]));
  const shown = ledger.slice(-LEDGER_SEGMENTS_MAX);
  const segmentsLeftOut = ledger.length - shown.length;
  const wasWarned = run.moments.some(({ type }) => type === 'SlaClockWarned');
  return {
    clock: definition.clock,
    title: definition.title,
    cycle: run.cycle,
    state: stateOf(standing, wasWarned),
    status: standing.status,
    verdict: standing.verdict,
    startedAt: instantOf(run.startedAt),
    dueAt: instantOrNull(standing.dueAt),
    stoppedAt: instantOrNull(standing.stoppedAt),
    remainingMs: remainingOf(run, asOf),
    elapsedMs: buckets.running,
    target: targetOf(run),
    policy,
    calendar: { id: calendar.id, version: calendar.version },
    warnings: standing.warnings.map(({ label, at }) => ({ label, at: instantOf(at) })),
    escalations: standing.escalations.map(rungAnswer),
    buckets: bucketsAnswer(buckets),
    pauses: pausesOf(ledger),
    byTechnician: holdersOf(ledger, 'technicianId'),
    byTeam: holdersOf(ledger, 'team'),
    segments: shown.map((segment) => segmentAnswer(segment, types)),
    segmentsLeftOut,
    explanation: explainClock(run, shown, segmentsLeftOut, buckets),
    events: recorded.filter((event) => isOf(run, event)).map(eventAnswer),
  };
}

function remainingOf({ standing, commitment }: ClockRun, asOf: number): number | null {
  const { status, dueAt } = standing;
  return status === 'running' && dueAt !== null ? commitment.calendar.between(asOf, dueAt) : null;
}

function targetOf({ commitment, startedAt }: ClockRun): TargetAnswer {
  const { goal, calendar, rule } = commitment;
  const businessMs = promisedMs(goal, calendar, startedAt);
  return { kind: goal.kind, businessMs, duration: formatBusinessDuration(businessMs), rule };
}

const rungAnswer = ({ rung: { rung, to, notify, by }, at }: DueRung): RungAnswer => ({
  rung,
  at: instantOf(at),
  to: to ?? null,
  notify,
  by,
});

const bucketsAnswer = (buckets: Buckets): BucketsAnswer => ({
  runningMs: buckets.running,
  outOfHoursMs: buckets['out-of-hours'],
  pausedMs: buckets.paused,
  pausedOutOfHoursMs: buckets['paused-out-of-hours'],
  resolvedMs: buckets.resolved,
  wallClockMs: Object.values(buckets).reduce((sum, each) => sum + each, 0),
});

const pausesOf = (ledger: readonly Segment[]): PauseSumAnswer[] =>
  [
    ...Map.groupBy(
      ledger.filter(({ reason }) => reason !== null),
      ({ reason }) => reason,
    ),
  ].map(([reason, segments]) => {
    const buckets = bucketsOf(segments);
    return {
      reason: String(reason),
      pausedMs: buckets.paused,
      pausedOutOfHoursMs: buckets['paused-out-of-hours'],
    };
  });

const holdersOf = (ledger: readonly Segment[], holder: 'technicianId' | 'team') =>
  bucketsBy(ledger, holder).map((each) => ({
    holder: each.holder,
    buckets: bucketsAnswer(each.buckets),
  }));

const segmentAnswer = (segment: Segment, types: ReadonlyMap<string, string>): SegmentAnswer => ({
  ...segment,
  from: instantOf(segment.from),
  to: instantOf(segment.to),
  lengthMs: segment.to - segment.from,
  eventType: segment.eventId === null ? null : (types.get(segment.eventId) ?? null),
});

const isOf = ({ commitment, cycle }: ClockRun, { data }: RecordedEvent): boolean =>
  data['clock'] === commitment.definition.clock && data['cycle'] === cycle;

function eventAnswer(event: RecordedEvent): SlaEventAnswer {
  const { type, version, occurredAt, recordedAt, data } = event as RecordedClockEvent;
  const { standing, cause } = data;
  return {
    type,
    version,
    occurredAt,
    recordedAt,
    verdict: standing.verdict,
    dueAt: standing.dueAt,
    causeEventId: cause.eventId,
    causeEventType: cause.eventType,
    reason: cause.reason ?? null,
  };
}
