import { CLOCK_EVENT_TYPES, type ClockEvent, type RecordedClockEvent } from '@gongdan/contracts';
import type { Consumer } from '@gongdan/event-feed';
import type { ClientBase } from 'pg';
import { runIdOf } from '../projections/run-id.js';

/**
 * Sets the timer of every clock to its next moment, and removes it where there is none. A timer that a
 * worker holds is waited for: what was fired is gone then.
 */
export const setTimers: Consumer = {
  name: 'timers:sla',
  types: CLOCK_EVENT_TYPES,
  from: 'start',
  async handle(events, transaction) {
    const newest = new Map<string, ClockEvent['data']>();
    for (const event of events) {
      const { data } = event as RecordedClockEvent;
      newest.set(runIdOf(data), data);
    }
    // In one order for everybody: two that hold each other’s rows would wait for ever.
    const inOrder = [...newest].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, data]) => data);
    await remove(
      inOrder.filter((data) => nextMomentOf(data) === null),
      transaction,
    );
    await set(
      inOrder.filter((data) => nextMomentOf(data) !== null),
      transaction,
    );
  },
};

/** The next warning, breach or rung that is still to come; null: only an event can change the clock. */
function nextMomentOf({ standing }: ClockEvent['data']): string | null {
  const { status, verdict, dueAt, warnings, escalations = [] } = standing;
  if (status !== 'running') return null;
  const untilBreach = verdict === 'open' ? [warnings[0]?.at, dueAt] : [];
  const moments = [...untilBreach, escalations[0]?.at].filter((at) => typeof at === 'string');
  return moments.toSorted()[0] ?? null;
}

async function remove(gone: readonly ClockEvent['data'][], client: ClientBase): Promise<void> {
  if (gone.length === 0) return;
  await client.query(
    `DELETE FROM gongdan.sla_timer t
      USING unnest($1::text[], $2::text[], $3::int[]) AS g (subject_id, clock, cycle)
      WHERE (t.subject_id, t.clock, t.cycle) = (g.subject_id, g.clock, g.cycle)`,
    keysOf(gone),
  );
}

async function set(running: readonly ClockEvent['data'][], client: ClientBase): Promise<void> {
  if (running.length === 0) return;
  await client.query(
    `INSERT INTO gongdan.sla_timer (subject_id, clock, cycle, subject_kind, due_at)
     SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::timestamptz[])
     ON CONFLICT (subject_id, clock, cycle)
       DO UPDATE SET due_at = excluded.due_at, not_before = NULL, failures = 0, last_failure = NULL`,
    [
      ...keysOf(running),
      running.map(({ subject }) => subject.kind),
      running.map((data) => nextMomentOf(data)),
    ],
  );
}

const keysOf = (all: readonly ClockEvent['data'][]) => [
  all.map(({ subject }) => subject.id),
  all.map(({ clock }) => clock),
  all.map(({ cycle }) => cycle),
];
