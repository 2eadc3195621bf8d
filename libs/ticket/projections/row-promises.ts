import type { RecordedEvent } from '@gongdan/core';
import { CLOCK_EVENT_TYPES, type RecordedClockEvent } from '@gongdan/contracts';
import type { Column } from '@gongdan/projections';
import { later, ticketIdOf } from './ticket-event.js';

/** How an open clock stands. `at-risk`: a warning was given. `paused`: it rests and has no due moment. */
export const DUE_STATES = ['open', 'at-risk', 'breached', 'paused'] as const;
export type DueState = (typeof DUE_STATES)[number];

/** One run of a clock, as far as a row has to know it. */
interface ClockStanding {
  /** `ended`: kept only to remember a warning, in case it goes on after a reopening. */
  readonly state: DueState | 'ended';
  /** The last one that was told; of a breached clock the one that it missed, also while it rests. */
  readonly due: string | null;
  readonly warned: boolean;
}

/**
 * The open clocks of a ticket and the nearest of their due moments. They come from the ticket’s SLA stream and
 * are nothing that happened to the ticket: its version, its position and its last event know nothing of them.
 */
export type RowPromises = {
  /** Null: there are no open clocks, or all of them rest. Of breached ones, the moment that was missed. */
  readonly due_at: string | null;
  /** Whose due moment it is. */
  readonly due_clock: string | null;
  /** How that clock stands; `paused`: all open ones rest. */
  readonly due_state: DueState | null;
  /** By `clock#cycle`. */
  readonly sla_clocks: Readonly<Record<string, ClockStanding>>;
  /** Version of the SLA stream that the row shows; 0: none of it. */
  readonly sla_version: number;
  /** Latest moment at which anything happened to a clock. */
  readonly sla_event_at: string | null;
  readonly sla_recorded_at: string | null;
};

export const NO_PROMISES: RowPromises = {
  due_at: null,
  due_clock: null,
  due_state: null,
  sla_clocks: {},
  sla_version: 0,
  sla_event_at: null,
  sla_recorded_at: null,
};

export const PROMISE_COLUMNS: { readonly [column in keyof RowPromises]: Column } = {
  due_at: { type: 'timestamptz', nullable: true },
  due_clock: { type: 'text', nullable: true },
  due_state: { type: 'text', nullable: true },
  sla_clocks: { type: 'jsonb' },
  sla_version: { type: 'integer' },
  sla_event_at: { type: 'timestamptz', nullable: true },
  sla_recorded_at: { type: 'timestamptz', nullable: true },
};

export const isClockEvent = (event: RecordedEvent): event is RecordedClockEvent =>
  CLOCK_EVENT_TYPES.includes(event.type);

/** The ticket that an event of its own or of its SLA stream is about; complaints’ clocks are none of it. */
export function ticketOf(event: RecordedEvent): string | undefined {
  if (!isClockEvent(event)) return ticketIdOf(event);
  const { subject } = event.data;
  return subject.kind === 'ticket' ? subject.id : undefined;
}

/** What is promised once a clock has done something. */
export function promisesAfter(before: RowPromises, event: RecordedClockEvent): RowPromises {
  const { clock, cycle } = event.data;
  const run = `${clock}#${cycle}`;
  const { [run]: known, ...others } = before.sla_clocks;
  const now = standingAfter(known, event);
  const clocks = now === undefined ? others : { ...others, [run]: now };
  return {
    ...nearestOf(clocks),
    sla_clocks: clocks,
    sla_version: event.version,
    sla_event_at:
      before.sla_event_at === null
        ? event.occurredAt
        : later(before.sla_event_at, event.occurredAt),
    sla_recorded_at: event.recordedAt,
  };
}

/** Undefined: it has ended and nothing has to be remembered. */
function standingAfter(
  known: ClockStanding | undefined,
  { type, data, occurredAt }: RecordedClockEvent,
): ClockStanding | undefined {
  const { status, verdict, dueAt } = data.standing;
  const wasWarned = type !== 'SlaClockStarted' && known?.warned === true;
  const warned = type === 'SlaClockWarned' || wasWarned;
  const due = dueAt ?? known?.due ?? null;
  if (status === 'stopped' || status === 'cancelled') {
    return warned ? { state: 'ended', due, warned } : undefined;
  }
  if (verdict === 'breached') return { state: 'breached', due: due ?? occurredAt, warned };
  if (status === 'paused') return { state: 'paused', due, warned };
  return { state: warned ? 'at-risk' : 'open', due, warned };
}

/** The same whatever the order of the members, which a table does not keep. */
function nearestOf(
  clocks: RowPromises['sla_clocks'],
): Pick<RowPromises, 'due_at' | 'due_clock' | 'due_state'> {
  let [nearest, nearestRun]: [ClockStanding | undefined, string] = [undefined, ''];
  let rests = false;
  for (const [run, standing] of Object.entries(clocks)) {
    if (standing.state === 'paused') rests = true;
    if (standing.state === 'paused' || standing.state === 'ended') continue;
    if (nearest === undefined || isBefore([standing.due, run], [nearest.due, nearestRun])) {
      [nearest, nearestRun] = [standing, run];
    }
  }
  if (nearest === undefined) {
    return { due_at: null, due_clock: null, due_state: rests ? 'paused' : null };
  }
  return {
    due_at: nearest.due,
    due_clock: nearestRun.slice(0, nearestRun.lastIndexOf('#')),
    due_state: nearest.state as DueState,
  };
}

type Place = readonly [due: string | null, run: string];

const isBefore = ([due, run]: Place, [otherDue, otherRun]: Place): boolean =>
  due === otherDue ? run < otherRun : (due ?? '') < (otherDue ?? '');
