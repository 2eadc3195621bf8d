import type { DaySpan } from '@gongdan/contracts';
import type { TechnicianLoadRow } from '../../projections/index.js';
import type { LoadDay, TechnicianLoadItem } from './technician-load.dto.js';

/** Of a report of work, what counts. */
export interface Work {
  readonly technician_id: string;
  readonly occurred_at: string;
  readonly minutes: number;
}

/** A technician's load as plain data. */
export type Load = Pick<TechnicianLoadItem, keyof TechnicianLoadItem>;

type Mutable<T> = { -readonly [member in keyof T]: T[member] };
type Counts = Mutable<Omit<TechnicianLoadItem, 'days'>> & { readonly days: Mutable<LoadDay>[] };

/**
 * The load of every technician in these rows, by id. The one place where load is counted: what it counts
 * are the rows that the list of a technician's tickets shows.
 */
export function countLoads(
  rows: readonly TechnicianLoadRow[],
  work: readonly Work[],
  days: readonly DaySpan[],
): Load[] {
  const loads = new Map<string, Counts>();
  const loadOf = (technicianId: string): Counts => {
    const found = loads.get(technicianId) ?? nothing(technicianId, days);
    loads.set(technicianId, found);
    return found;
  };
  for (const row of rows) {
    for (const technicianId of new Set(row.people)) countTicket(loadOf(technicianId), row, days);
  }
  for (const { technician_id, occurred_at, minutes } of work) {
    const load = loadOf(technician_id);
    load.minutes += minutes;
    const index = dayIndex(occurred_at, days);
    if (load.days[index]) load.days[index].minutes += minutes;
  }
  return [...loads.values()].sort((one, other) => (one.technicianId < other.technicianId ? -1 : 1));
}

function countTicket(load: Counts, row: TechnicianLoadRow, days: readonly DaySpan[]): void {
  if (row.phase === 'finished') {
    const day = load.days[dayIndex(row.finished_at, days)];
    if (day) {
      load.finished += 1;
      day.finished += 1;
    }
    return;
  }
  load.inHand += 1;
  const scheduledDay = load.days[dayIndex(row.appointment_from, days)];
  if (scheduledDay) scheduledDay.scheduled += 1;
  if (row.phase === 'waiting') load.waiting += 1;
  else if (row.phase === 'scheduled') load.scheduled += 1;
  else if (row.phase === 'in-progress') load.inProgress += 1;
  else load.paused += 1;
}

/** -1: on none of the days. */
const dayIndex = (instant: string | null, days: readonly DaySpan[]): number =>
  instant === null ? -1 : days.findIndex(({ from, to }) => instant >= from && instant < to);

export const nothing = (technicianId: string, days: readonly DaySpan[]): Counts => ({
  technicianId,
  inHand: 0,
  waiting: 0,
  scheduled: 0,
  inProgress: 0,
  paused: 0,
  finished: 0,
  minutes: 0,
  days: days.map(({ day }) => ({ day, scheduled: 0, finished: 0, minutes: 0 })),
});
