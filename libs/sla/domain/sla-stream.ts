import type { ClockEvent, SlaEvent } from '@gongdan/contracts';
import type { Pins } from './policy-book.js';
import type { VersionPin } from './sla-policy.js';

export type RecordedStanding = ClockEvent['data']['standing'];

/** What the SLA stream of a subject says of one run of a clock. */
export interface RecordedRun {
  readonly standing: RecordedStanding;
  /** Names of the moments that were recorded; see `momentName`. */
  readonly moments: ReadonlySet<string>;
}

/** An SLA stream, folded. */
export interface SlaStream {
  /** By `clock#cycle`. */
  readonly runs: ReadonlyMap<string, RecordedRun>;
  readonly pins: Pins;
  /** After a recorded decision, the pins are that decision’s and no longer the first promise’s. */
  readonly recalculated: boolean;
  readonly withdrawn: boolean;
  /** How many recorded decisions it has. */
  readonly decisions: number;
  readonly customerId: string | null;
  /** Up to when time has passed, as warnings, breaches and rungs that were told prove; epoch milliseconds. */
  readonly passedUntil: number;
}

export const emptySlaStream: SlaStream = {
  runs: new Map(),
  pins: { policies: new Map(), calendars: new Map() },
  recalculated: false,
  withdrawn: false,
  decisions: 0,
  customerId: null,
  passedUntil: 0,
};

export const runName = (clock: string, cycle: number): string => `${clock}#${cycle}`;

interface NamedMoment {
  readonly type: string;
  readonly eventId: string | null;
  readonly warning?: string | undefined;
  readonly rung?: string | undefined;
  readonly policy?: VersionPin | undefined;
}

/**
 * Tells the moments of one run apart, so that each is recorded once: a warning by its label, a rung by its name, a
 * breach by the policy version whose promise it broke (rule 5), all else by the event that led to it.
 */
export function momentName({ type, eventId, warning, rung, policy }: NamedMoment): string {
  if (type === 'SlaClockWarned') return `${type}:${warning}`;
  if (type === 'SlaClockEscalated') return `${type}:${rung}`;
  if (type === 'SlaClockBreached') return `${type}:${policy?.id}@${policy?.version}`;
  return `${type}:${eventId}`;
}

export function evolveSlaStream(stream: SlaStream, event: SlaEvent): SlaStream {
  if (event.type === 'SlaRecalculated') {
    const decisions = stream.decisions + 1;
    return { ...stream, recalculated: true, withdrawn: false, decisions };
  }
  if (event.type === 'SlaPolicyWithdrawn') {
    return { ...stream, withdrawn: true, decisions: stream.decisions + 1 };
  }
  const { clock, cycle } = event.data;
  const name = runName(clock, cycle);
  const moments = new Set(stream.runs.get(name)?.moments).add(nameOf(event));
  const runs = new Map(stream.runs).set(name, { standing: event.data.standing, moments });
  const { customerId } = event.data.attributes;
  return {
    ...stream,
    customerId,
    runs,
    passedUntil: Math.max(stream.passedUntil, provenBy(event)),
    pins: stream.recalculated ? stream.pins : pinned(stream.pins, event),
  };
}

/** A moment is over when the next millisecond has begun. */
function provenBy({ type, data }: ClockEvent): number {
  const { verdict, dueAt } = data.standing;
  const missed = verdict === 'breached' && dueAt !== null ? Date.parse(dueAt) + 1 : 0;
  if (type === 'SlaClockWarned') return Math.max(missed, Date.parse(data.warnAt) + 1);
  return type === 'SlaClockEscalated' ? Math.max(missed, Date.parse(data.escalateAt) + 1) : missed;
}

const nameOf = ({ type, data }: ClockEvent): string =>
  momentName({
    type,
    eventId: data.cause.eventId,
    warning: 'warning' in data ? data.warning : undefined,
    rung: 'rung' in data ? data.rung : undefined,
    policy: type === 'SlaClockBreached' ? data.policy : undefined,
  });

/** What was promised first under a policy or calendar pins its version. */
function pinned(pins: Pins, { type, data }: ClockEvent): Pins {
  if (type !== 'SlaClockStarted' && type !== 'SlaClockRetargeted') return pins;
  const add = (map: ReadonlyMap<string, number>, { id, version }: VersionPin) =>
    map.has(id) ? map : new Map(map).set(id, version);
  return {
    policies: add(pins.policies, data.policy),
    calendars: add(pins.calendars, data.calendar),
  };
}
