import { formatBusinessDuration } from '@gongdan/calendar';
import { instantOf } from '@gongdan/core';
import type { Buckets, ClockRun, Moment, Rung, Segment } from '../../domain/index.js';

/**
 * Why a clock stands as it does, line by line: what was promised, what happened, where the time went. `leftOut`: how
 * many segments there are before these.
 */
export function explainClock(
  run: ClockRun,
  segments: readonly Segment[],
  leftOut: number,
  buckets: Buckets,
): readonly string[] {
  return [
    promiseLine(run),
    ...run.moments.map(momentLine),
    ...(leftOut === 0
      ? []
      : [`Older segments that are not shown: ${leftOut}; the sums include them.`]),
    ...segments.filter(({ kind }) => kind === 'running' || kind === 'paused').map(segmentLine),
    sumLine(buckets),
    verdictLine(run),
  ];
}

function promiseLine({ commitment, startedAt }: ClockRun): string {
  const { goal, policy, calendar, rule } = commitment;
  const what =
    goal.kind === 'within'
      ? `${formatBusinessDuration(goal.businessMs)} of business time`
      : `by ${instantOf(goal.moment)}`;
  const by = `policy ${policy.id} version ${policy.version}`;
  const target = rule === 0 ? 'an appointment that the customer asked for' : `target ${rule}`;
  return `Promised: ${what} from ${instantOf(startedAt)}, in the hours of ${calendar.id} version ${calendar.version} (${by}, ${target}).`;
}

const WORDS: Readonly<Record<Moment['type'], string>> = {
  SlaClockStarted: 'started',
  SlaClockPaused: 'paused',
  SlaClockResumed: 'went on',
  SlaClockWarned: 'warned',
  SlaClockBreached: 'breached',
  SlaClockEscalated: 'escalated',
  SlaClockMet: 'met',
  SlaClockMissed: 'stopped, too late',
  SlaClockCancelled: 'cancelled',
  SlaClockRetargeted: 'given another target',
};

function momentLine(moment: Moment): string {
  const { type, at, step, reason, pauseReason, warning, rung, standing } = moment;
  const details = [
    step && `by ${step.fact.type}`,
    pauseReason,
    warning?.label,
    ...(rung ? rungWords(rung) : []),
    reason,
    standing.dueAt !== null &&
      standing.status === 'running' &&
      type !== 'SlaClockWarned' &&
      type !== 'SlaClockEscalated' &&
      `due ${instantOf(standing.dueAt)}`,
  ].filter(Boolean);
  const more = details.length === 0 ? '' : ` (${details.join(', ')})`;
  return `${instantOf(at)} ${WORDS[type]}${more}`;
}

const rungWords = ({ rung, to, notify, by }: Rung): readonly (string | false)[] => [
  rung,
  to !== undefined && `to the ${to}`,
  notify.length > 0 && `tells ${notify.join(', ')} by ${by.join(', ')}`,
];

const segmentLine = ({ from, to, kind, reason }: Segment): string =>
  `${instantOf(from)} to ${instantOf(to)}: ${formatBusinessDuration(to - from)} ${kind}${reason === null ? '' : ` (${reason})`}`;

const sumLine = (buckets: Buckets): string =>
  `Together: ${Object.entries(buckets)
    .map(([kind, lengthMs]) => `${formatBusinessDuration(lengthMs)} ${kind}`)
    .join(', ')}.`;

function verdictLine({ standing, commitment }: ClockRun): string {
  const { status, verdict, dueAt, stoppedAt } = standing;
  const due = dueAt === null ? undefined : instantOf(dueAt);
  const stop = stoppedAt === null ? undefined : instantOf(stoppedAt);
  if (status === 'cancelled') return `Cancelled at ${stop}: nothing is promised any more.`;
  if (status === 'stopped' && stoppedAt !== null && dueAt !== null) {
    const distance = formatBusinessDuration(
      Math.abs(commitment.calendar.between(stoppedAt, dueAt)),
    );
    return verdict === 'met'
      ? `Met: stopped at ${stop}, due at ${due}: ${distance} to spare.`
      : `Missed: stopped at ${stop}, due at ${due}: ${distance} too late.`;
  }
  if (verdict === 'breached')
    return `Breached: it was due at ${due ?? 'a moment before it paused'}.`;
  return status === 'paused' ? 'Resting: nothing is due.' : `Open: due at ${due}.`;
}
