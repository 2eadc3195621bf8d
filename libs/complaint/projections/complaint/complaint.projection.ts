import { splitStreamName, type RecordedEvent } from '@gongdan/core';
import { remembered, type ComplaintEvent } from '@gongdan/contracts';
import type { Projection } from '@gongdan/projections';

type Opened = Extract<ComplaintEvent, { type: 'ComplaintOpened' }>['data'];

export type ComplaintRow = {
  readonly complaint_id: string;
  readonly customer_id: string;
  readonly ticket_ids: readonly string[];
  readonly source: string;
  readonly severity: string;
  readonly description: string | null;
  readonly owner_id: string;
  readonly level: string;
  readonly status: 'open' | 'answered' | 'closed';
  readonly escalations: number;
  readonly answer_channel: string | null;
  /** The newest answer. */
  readonly answer: string | null;
  readonly accepted_by_customer: boolean | null;
  readonly close_reason: string | null;
  readonly opened_at: string;
  readonly answered_at: string | null;
  readonly closed_at: string | null;
  /** Version of the stream, for If-Match. */
  readonly version: number;
};

export const complaintProjection: Projection<ComplaintRow> = {
  name: 'complaint',
  version: 2,
  table: 'complaint',
  columns: {
    complaint_id: { type: 'text' },
    customer_id: { type: 'text' },
    ticket_ids: { type: 'text[]' },
    source: { type: 'text' },
    severity: { type: 'text' },
    description: { type: 'text', nullable: true, personal: true },
    owner_id: { type: 'text' },
    level: { type: 'text' },
    status: { type: 'text' },
    escalations: { type: 'integer' },
    answer_channel: { type: 'text', nullable: true },
    answer: { type: 'text', nullable: true, personal: true },
    accepted_by_customer: { type: 'boolean', nullable: true },
    close_reason: { type: 'text', nullable: true },
    opened_at: { type: 'timestamptz' },
    answered_at: { type: 'timestamptz', nullable: true },
    closed_at: { type: 'timestamptz', nullable: true },
    version: { type: 'integer' },
  },
  key: 'complaint_id',
  indexes: [
    '(opened_at, complaint_id)',
    '(status, opened_at, complaint_id)',
    '(severity, opened_at, complaint_id)',
    '(level, opened_at, complaint_id)',
    '(owner_id, opened_at, complaint_id)',
    '(customer_id, opened_at, complaint_id)',
    'USING gin (ticket_ids)',
  ],
  types: ['ComplaintOpened', 'ComplaintEscalated', 'ComplaintAnswered', 'ComplaintClosed'],
  keyOf: (event) => splitStreamName(event.stream).id,
  apply(row, recorded) {
    const event = recorded as RecordedEvent & ComplaintEvent;
    const { version } = event;
    if (event.type === 'ComplaintOpened') return opened(event.data, event.occurredAt, version);
    return row && { ...row, ...changed(row, event, event.occurredAt), version };
  },
};

function changed(row: ComplaintRow, event: ComplaintEvent, at: string): Partial<ComplaintRow> {
  switch (event.type) {
    case 'ComplaintEscalated': {
      const { to, ownerId } = event.data;
      return { level: to, owner_id: ownerId, escalations: row.escalations + 1 };
    }
    case 'ComplaintAnswered': {
      const { channel, answer } = event.data;
      const said = { answer_channel: channel, answer: remembered(answer), answered_at: at };
      return { ...said, status: 'answered' };
    }
    case 'ComplaintClosed': {
      const { acceptedByCustomer, reason } = event.data;
      return {
        status: 'closed',
        accepted_by_customer: acceptedByCustomer,
        close_reason: reason ?? null,
        closed_at: at,
      };
    }
    default:
      return {};
  }
}

function opened(data: Opened, openedAt: string, version: number): ComplaintRow {
  return {
    complaint_id: data.complaintId,
    customer_id: data.customerId,
    ticket_ids: data.ticketIds,
    source: data.source,
    severity: data.severity,
    description: remembered(data.description),
    owner_id: data.ownerId,
    level: data.level,
    status: 'open',
    escalations: 0,
    answer_channel: null,
    answer: null,
    accepted_by_customer: null,
    close_reason: null,
    opened_at: openedAt,
    answered_at: null,
    closed_at: null,
    version,
  };
}
