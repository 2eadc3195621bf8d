import type { RecordedEvent } from '@gongdan/core';
import type { Projection } from '../projection.js';

/** A row with every type of column, personal ones, and a fold that shows a repeated event. */
export type TicketSheetRow = {
  readonly id: string;
  readonly customer_id: string;
  readonly title: string;
  readonly contact_name: string | null;
  readonly last_remark: string;
  readonly remark_count: number;
  readonly remark_length: number;
  readonly urgent: boolean;
  readonly visibilities: readonly string[];
  readonly details: object | null;
  readonly registered_at: string;
  readonly registered_on: string | null;
};

export const ticketSheet: Projection<TicketSheetRow> = {
  name: 'ticket-sheet',
  version: 1,
  table: 'ticket_sheet',
  columns: {
    id: { type: 'text' },
    customer_id: { type: 'text' },
    title: { type: 'text' },
    contact_name: { type: 'text', nullable: true, personal: true },
    last_remark: { type: 'text', personal: true },
    remark_count: { type: 'integer' },
    remark_length: { type: 'bigint' },
    urgent: { type: 'boolean' },
    visibilities: { type: 'text[]' },
    details: { type: 'jsonb', nullable: true, personal: true },
    registered_at: { type: 'timestamptz' },
    registered_on: { type: 'date', nullable: true },
  },
  key: 'id',
  indexes: ['(urgent, registered_at)', 'USING gin (visibilities)'],
  types: ['TicketRegistered', 'TicketCommented', 'TicketPrioritised', 'TicketCancelled'],
  keyOf: ({ stream }) => stream.slice('ticket-'.length),
  apply: applyToSheet,
};

/** A fold with a mistake: whoever comments `no title` leaves a row that its column cannot hold. */
export const forgetfulSheet: Projection<TicketSheetRow> = {
  ...ticketSheet,
  name: 'forgetful-sheet',
  table: 'forgetful_sheet',
  apply: (row, event) => {
    const next = applyToSheet(row, event);
    return next?.last_remark === 'no title' ? { ...next, title: null as unknown as string } : next;
  },
};

function applyToSheet(
  row: TicketSheetRow | undefined,
  { type, data, ...event }: RecordedEvent,
): TicketSheetRow | undefined {
  if (type === 'TicketRegistered') {
    return {
      id: event.stream.slice('ticket-'.length),
      customer_id: String(data['customerId']),
      title: String(data['title']),
      contact_name: (data['contact'] as { name: string } | undefined)?.name ?? null,
      last_remark: '',
      remark_count: 0,
      remark_length: 0,
      urgent: data['priority'] === 'urgent',
      visibilities: [],
      details: null,
      registered_at: event.occurredAt,
      registered_on: event.occurredAt.slice(0, 10),
    };
  }
  if (row === undefined) return undefined;
  switch (type) {
    case 'TicketCommented': {
      const text = String(data['text']);
      return {
        ...row,
        last_remark: text,
        remark_count: row.remark_count + 1,
        remark_length: row.remark_length + 1_000_000_000_000,
        visibilities: [...row.visibilities, String(data['visibility'])],
        details: { remark: text, before: row.details === null ? null : row.remark_count },
      };
    }
    case 'TicketPrioritised':
      return { ...row, urgent: data['priority'] === 'urgent' };
    case 'TicketCancelled':
      return undefined;
    default:
      return row;
  }
}
