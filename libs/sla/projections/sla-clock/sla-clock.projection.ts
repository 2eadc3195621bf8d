import { CLOCK_EVENT_TYPES, type RecordedClockEvent } from '@gongdan/contracts';
import { INSTANT_MAX } from '@gongdan/core';
import type { Projection } from '@gongdan/projections';
import { runIdOf } from '../run-id.js';

/** How a clock stands, in one word. `at-risk`: open, and a warning was given. */
export const CLOCK_STATES = [
  'open',
  'at-risk',
  'paused',
  'breached',
  'met',
  'missed',
  'cancelled',
] as const;
export type ClockState = (typeof CLOCK_STATES)[number];

/** A clock in one of these runs or rests; in the others it has ended. */
export const OPEN_STATES: readonly ClockState[] = ['open', 'at-risk', 'paused', 'breached'];

/** One run of one clock of a ticket or complaint. */
export type SlaClockRow = {
  /** `<subject>#<clock>#<cycle>`. */
  readonly run_id: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly clock: string;
  readonly cycle: number;
  readonly state: ClockState;
  readonly policy_id: string;
  readonly policy_version: number;
  readonly calendar_id: string;
  readonly calendar_version: number;
  readonly started_at: string;
  /** Of its very first beginning: a restart moves `started_at`. */
  readonly first_started_at: string;
  readonly due_at: string | null;
  /** The due moment it counts by; see `countedAt`. */
  readonly counted_at: string | null;
  /** What lists are ordered by: where nothing is due, the end of time. */
  readonly due_or_last_at: string;
  readonly warned_at: string | null;
  /** The last rung of its escalation ladder that it reached: `breach+PT4H`. */
  readonly rung: string | null;
  /** Of the newest breach that has not been superseded. */
  readonly breached_at: string | null;
  /** When it was met, missed or cancelled. */
  readonly ended_at: string | null;
  /** The verdict was another one before. */
  readonly superseded: boolean;
  readonly customer_id: string | null;
  readonly technician_id: string | null;
  readonly team: string | null;
  readonly category: string | null;
  readonly priority: string | null;
  readonly tier: string | null;
  readonly region: string | null;
  readonly severity: string | null;
  readonly workflow: string | null;
  /** When this row’s newest event was recorded. */
  readonly last_recorded_at: string;
};

export const slaClockProjection: Projection<SlaClockRow> = {
  name: 'sla-clock',
  version: 3,
  table: 'sla_clock',
  columns: {
    run_id: { type: 'text' },
    subject_kind: { type: 'text' },
    subject_id: { type: 'text' },
    clock: { type: 'text' },
    cycle: { type: 'integer' },
    state: { type: 'text' },
    policy_id: { type: 'text' },
    policy_version: { type: 'integer' },
    calendar_id: { type: 'text' },
    calendar_version: { type: 'integer' },
    started_at: { type: 'timestamptz' },
    first_started_at: { type: 'timestamptz' },
    due_at: { type: 'timestamptz', nullable: true },
    counted_at: { type: 'timestamptz', nullable: true },
    due_or_last_at: { type: 'timestamptz' },
    warned_at: { type: 'timestamptz', nullable: true },
    rung: { type: 'text', nullable: true },
    breached_at: { type: 'timestamptz', nullable: true },
    ended_at: { type: 'timestamptz', nullable: true },
    superseded: { type: 'boolean' },
    customer_id: { type: 'text', nullable: true },
    technician_id: { type: 'text', nullable: true },
    team: { type: 'text', nullable: true },
    category: { type: 'text', nullable: true },
    priority: { type: 'text', nullable: true },
    tier: { type: 'text', nullable: true },
    region: { type: 'text', nullable: true },
    severity: { type: 'text', nullable: true },
    workflow: { type: 'text', nullable: true },
    last_recorded_at: { type: 'timestamptz' },
  },
  key: 'run_id',
  indexes: [
    '(subject_id)',
    '(state, due_or_last_at, run_id)',
    '(state, started_at, run_id)',
    '(due_or_last_at, run_id)',
    '(started_at, run_id)',
    '(counted_at, clock) WHERE counted_at IS NOT NULL',
    '(breached_at, run_id) WHERE breached_at IS NOT NULL',
    '(ended_at, run_id)',
    '(customer_id, due_or_last_at, run_id)',
    '(technician_id, due_or_last_at, run_id)',
  ],
  types: CLOCK_EVENT_TYPES,
  keyOf: (event) => runIdOf((event as RecordedClockEvent).data),
  apply(row, recorded) {
    const event = recorded as RecordedClockEvent;
    const base = event.type === 'SlaClockStarted' ? started(event, row) : row;
    return base && { ...base, ...changed(base, event) };
  },
};

type Started = Extract<RecordedClockEvent, { type: 'SlaClockStarted' }>;

const started = ({ data, recordedAt }: Started, before?: SlaClockRow): SlaClockRow => ({
  run_id: runIdOf(data),
  subject_kind: data.subject.kind,
  subject_id: data.subject.id,
  clock: data.clock,
  cycle: data.cycle,
  state: 'open',
  ...promiseOf(data),
  first_started_at: earlier(before?.first_started_at, data.startedAt),
  due_at: null,
  counted_at: null,
  due_or_last_at: INSTANT_MAX,
  warned_at: null,
  rung: null,
  breached_at: null,
  ended_at: null,
  superseded: false,
  ...attributesOf(data),
  last_recorded_at: recordedAt,
});

const earlier = (one: string | undefined, other: string): string =>
  one !== undefined && one < other ? one : other;

const promiseOf = ({
  policy,
  calendar,
  startedAt,
}: Pick<Started['data'], 'policy' | 'calendar' | 'startedAt'>) => ({
  policy_id: policy.id,
  policy_version: policy.version,
  calendar_id: calendar.id,
  calendar_version: calendar.version,
  started_at: startedAt,
});

/** What the subject was, as columns. */
export const attributesOf = ({ attributes }: Pick<Started['data'], 'attributes'>) => ({
  customer_id: attributes.customerId,
  technician_id: attributes.technicianId,
  team: attributes.team,
  category: attributes.category ?? null,
  priority: attributes.priority ?? null,
  tier: attributes.tier ?? null,
  region: attributes.region ?? null,
  severity: attributes.severity ?? null,
  workflow: attributes.workflow ?? null,
});

function changed(row: SlaClockRow, event: RecordedClockEvent): Partial<SlaClockRow> {
  const { data, type, occurredAt, recordedAt } = event;
  const { standing } = data;
  const isBreached = standing.verdict === 'breached';
  const warned = type === 'SlaClockWarned' ? occurredAt : row.warned_at;
  const warnedAt = type === 'SlaClockStarted' ? null : warned;
  return {
    ...(type === 'SlaClockRetargeted' ? promiseOf(data) : {}),
    ...attributesOf(data),
    state: stateOf(standing, warnedAt !== null),
    due_at: standing.dueAt,
    counted_at: countedAt(standing, row.counted_at),
    due_or_last_at: standing.dueAt ?? INSTANT_MAX,
    warned_at: warnedAt,
    rung: type === 'SlaClockEscalated' ? data.rung : row.rung,
    breached_at: isBreached ? (breachOf(event) ?? row.breached_at ?? standing.dueAt) : null,
    ended_at: standing.stoppedAt,
    superseded: row.superseded || type === 'SlaClockSuperseded',
    last_recorded_at: recordedAt,
  };
}

/**
 * The due moment by which a clock counts: the one it was given, and of a broken one that rests the one that
 * it missed. Null: it rests unbroken, or was cancelled, and counts for no day.
 */
export function countedAt(
  {
    status,
    verdict,
    dueAt,
  }: Pick<RecordedClockEvent['data']['standing'], 'status' | 'verdict' | 'dueAt'>,
  before: string | null,
): string | null {
  if (status === 'cancelled') return null;
  return dueAt ?? (verdict === 'breached' ? before : null);
}

const breachOf = (event: RecordedClockEvent): string | undefined =>
  event.type === 'SlaClockBreached' ? event.data.dueAt : undefined;

export function stateOf(
  { status, verdict }: { readonly status: string; readonly verdict: string },
  isWarned: boolean,
): ClockState {
  if (status === 'cancelled') return 'cancelled';
  if (status === 'stopped') return verdict === 'met' ? 'met' : 'missed';
  if (verdict === 'breached') return 'breached';
  if (status === 'paused') return 'paused';
  return isWarned ? 'at-risk' : 'open';
}
