import type { RecordedEvent } from '@gongdan/core';
import type { Projection } from '@gongdan/projections';
import { asTicketEvent, ticketIdOf } from '../ticket-event.js';

/** One report of work, by whom and how long. Its key is the event's id. */
export type TechnicianWorkRow = {
  readonly id: string;
  readonly technician_id: string;
  readonly ticket_id: string;
  readonly occurred_at: string;
  readonly recorded_at: string;
  readonly minutes: number;
};

/** Recorded working time: what a technician's minutes per day are summed from. */
export const technicianWorkProjection: Projection<TechnicianWorkRow> = {
  name: 'technician-work',
  version: 1,
  table: 'technician_work',
  columns: {
    id: { type: 'text' },
    technician_id: { type: 'text' },
    ticket_id: { type: 'text' },
    occurred_at: { type: 'timestamptz' },
    recorded_at: { type: 'timestamptz' },
    minutes: { type: 'integer' },
  },
  key: 'id',
  indexes: ['(technician_id, occurred_at)', '(occurred_at)'],
  types: ['WorkRecorded'],
  keyOf: (event) => event.id,
  apply(
    row: TechnicianWorkRow | undefined,
    recorded: RecordedEvent,
  ): TechnicianWorkRow | undefined {
    const event = asTicketEvent(recorded);
    const ticketId = ticketIdOf(event);
    if (event.type !== 'WorkRecorded' || ticketId === undefined) return row;
    return {
      id: event.id,
      technician_id: event.data.technicianId,
      ticket_id: ticketId,
      occurred_at: event.occurredAt,
      recorded_at: event.recordedAt,
      minutes: event.data.minutes,
    };
  },
};
