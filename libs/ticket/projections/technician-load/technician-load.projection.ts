import type { RecordedEvent } from '@gongdan/core';
import type { Projection } from '@gongdan/projections';
import {
  ageOf,
  asTicketEvent,
  moveOf,
  ROW_AGE_COLUMNS,
  TICKET_STANDING_EVENT_TYPES,
  ticketIdOf,
  type RecordedTicketEvent,
  type RowAge,
} from '../ticket-event.js';

/** What a ticket means to the technicians who have it, from assignment to the end of the work. */
export const LOAD_PHASES = ['waiting', 'scheduled', 'in-progress', 'paused', 'finished'] as const;
export type LoadPhase = (typeof LOAD_PHASES)[number];

export type TechnicianLoadRow = RowAge & {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly customer_id: string;
  readonly state: string;
  readonly state_class: string;
  readonly stage: string;
  /** Null: nobody has it, or it was cancelled. */
  readonly phase: string | null;
  /** Lead and assistants, the lead first. */
  readonly people: readonly string[];
  readonly appointment_from: string | null;
  readonly appointment_to: string | null;
  /** When the work of this cycle was finished. */
  readonly finished_at: string | null;
  readonly registered_at: string;
  /** When the registration was written into the log. */
  readonly recorded_at: string;
};

/** Who has what in hand: one row per ticket. */
export const technicianLoadProjection: Projection<TechnicianLoadRow> = {
  name: 'technician-load',
  version: 1,
  table: 'technician_load',
  columns: {
    id: { type: 'text' },
    number: { type: 'text' },
    title: { type: 'text' },
    customer_id: { type: 'text' },
    state: { type: 'text' },
    state_class: { type: 'text' },
    stage: { type: 'text' },
    phase: { type: 'text', nullable: true },
    people: { type: 'text[]' },
    appointment_from: { type: 'timestamptz', nullable: true },
    appointment_to: { type: 'timestamptz', nullable: true },
    finished_at: { type: 'timestamptz', nullable: true },
    registered_at: { type: 'timestamptz' },
    recorded_at: { type: 'timestamptz' },
    ...ROW_AGE_COLUMNS,
  },
  key: 'id',
  indexes: [
    "USING gin (people) WHERE phase <> 'finished'",
    "(finished_at) WHERE phase = 'finished'",
  ],
  types: TICKET_STANDING_EVENT_TYPES,
  keyOf: ticketIdOf,
  apply(
    row: TechnicianLoadRow | undefined,
    recorded: RecordedEvent,
  ): TechnicianLoadRow | undefined {
    const event = asTicketEvent(recorded);
    if (event.type !== 'TicketRegistered') {
      if (row === undefined) return undefined;
      const next = { ...row, ...ageOf(row, event), ...moved(event), ...changed(row, event) };
      return { ...next, phase: phaseOf(next) };
    }
    const { data } = event;
    return {
      id: data.ticketId,
      number: data.number,
      title: data.title,
      customer_id: data.customerId,
      state: data.move.to,
      stage: data.move.stage,
      state_class: data.move.stateClass,
      phase: null,
      people: [],
      appointment_from: null,
      appointment_to: null,
      finished_at: null,
      registered_at: event.occurredAt,
      recorded_at: event.recordedAt,
      ...ageOf(undefined, event),
    };
  },
};

function phaseOf(ticket: Omit<TechnicianLoadRow, 'phase'>): LoadPhase | null {
  if (ticket.people.length === 0 || ticket.state_class === 'cancelled') return null;
  if (ticket.state_class === 'paused') return 'paused';
  if (ticket.finished_at !== null || ticket.state_class === 'closed') return 'finished';
  if (ticket.state_class === 'resolved') return 'finished';
  if (ticket.state_class === 'active') return 'in-progress';
  return ticket.appointment_from === null ? 'waiting' : 'scheduled';
}

function moved(event: RecordedTicketEvent): Partial<TechnicianLoadRow> {
  const move = moveOf(event);
  if (move === undefined) return {};
  return { state: move.to, stage: move.stage, state_class: move.stateClass };
}

function changed(row: TechnicianLoadRow, event: RecordedTicketEvent): Partial<TechnicianLoadRow> {
  switch (event.type) {
    case 'TicketAmended':
      return { title: event.data.title ?? row.title };
    case 'TicketAssigned':
    case 'TicketReassigned':
      return { people: [event.data.technicianId, ...event.data.assistantIds] };
    case 'TicketDeclined':
      return { people: [] };
    case 'TicketScheduled':
      return {
        appointment_from: event.data.appointment.from,
        appointment_to: event.data.appointment.to,
      };
    case 'WorkStarted':
      return { finished_at: null };
    case 'WorkFinished':
      return { finished_at: event.occurredAt };
    case 'TicketReopened':
      return {
        appointment_from: null,
        appointment_to: null,
        finished_at: null,
        ...(event.data.move.stage === 'request' ? { people: [] } : {}),
      };
    default:
      return {};
  }
}
