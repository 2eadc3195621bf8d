import { splitStreamName, type RecordedEvent } from '@gongdan/core';
import type { InvoiceEvent } from '@gongdan/contracts';
import type { Projection } from '@gongdan/projections';

type Drafted = Extract<InvoiceEvent, { type: 'InvoiceDrafted' }>['data'];
type Payment = Extract<InvoiceEvent, { type: 'PaymentReceived' }>['data'];

/** One invoice. Amounts in minor units of `currency`. Overdue is a question of the day it is asked. */
export type InvoiceRow = {
  readonly invoice_id: string;
  /** Null until it is issued. */
  readonly number: string | null;
  readonly ticket_id: string;
  readonly cycle: number;
  readonly customer_id: string;
  /** Whose invoice it is among the technicians. */
  readonly technician_ids: readonly string[];
  readonly status: 'draft' | 'issued' | 'paid' | 'voided';
  readonly currency: string;
  readonly net_minor: number;
  readonly tax_rate_percent: number;
  readonly tax_minor: number;
  readonly total_minor: number;
  readonly outstanding_minor: number;
  readonly lines: Drafted['lines'];
  readonly payments: readonly (Payment & { readonly receivedAt: string })[];
  readonly drafted_at: string;
  readonly issued_at: string | null;
  readonly due_on: string | null;
  readonly paid_at: string | null;
  readonly voided_at: string | null;
  readonly void_reason: string | null;
  /** Version of the stream, for If-Match. */
  readonly version: number;
};

export const invoiceProjection: Projection<InvoiceRow> = {
  name: 'invoice',
  version: 3,
  table: 'invoice',
  columns: {
    invoice_id: { type: 'text' },
    number: { type: 'text', nullable: true },
    ticket_id: { type: 'text' },
    cycle: { type: 'integer' },
    customer_id: { type: 'text' },
    technician_ids: { type: 'text[]' },
    status: { type: 'text' },
    currency: { type: 'text' },
    net_minor: { type: 'bigint' },
    tax_rate_percent: { type: 'integer' },
    tax_minor: { type: 'bigint' },
    total_minor: { type: 'bigint' },
    outstanding_minor: { type: 'bigint' },
    lines: { type: 'jsonb' },
    payments: { type: 'jsonb' },
    drafted_at: { type: 'timestamptz' },
    issued_at: { type: 'timestamptz', nullable: true },
    due_on: { type: 'date', nullable: true },
    paid_at: { type: 'timestamptz', nullable: true },
    voided_at: { type: 'timestamptz', nullable: true },
    void_reason: { type: 'text', nullable: true },
    version: { type: 'integer' },
  },
  key: 'invoice_id',
  // In the order of the list, so that a page is read from where it begins.
  indexes: [
    '(drafted_at, invoice_id)',
    '(status, drafted_at, invoice_id)',
    '(customer_id, drafted_at, invoice_id)',
    '(ticket_id)',
    "(due_on, drafted_at, invoice_id) WHERE status = 'issued'",
    'USING gin (technician_ids)',
  ],
  types: ['InvoiceDrafted', 'InvoiceIssued', 'InvoiceVoided', 'PaymentReceived'],
  keyOf: (event) => splitStreamName(event.stream).id,
  apply(row, recorded) {
    const event = recorded as RecordedEvent & InvoiceEvent;
    const { version } = event;
    switch (event.type) {
      case 'InvoiceDrafted':
        return drafted(event.data, event.occurredAt, version);
      case 'InvoiceIssued': {
        const { number, issuedAt, dueOn } = event.data;
        const status = row?.outstanding_minor === 0 ? 'paid' : 'issued';
        return row && { ...row, number, status, issued_at: issuedAt, due_on: dueOn, version };
      }
      case 'InvoiceVoided':
        return row && voided(row, event.data.reason, event.occurredAt, version);
      case 'PaymentReceived':
        return row && paid(row, event.data, event.occurredAt, version);
      default:
        return row;
    }
  },
};

function drafted(data: Drafted, draftedAt: string, version: number): InvoiceRow {
  return {
    invoice_id: data.invoiceId,
    number: null,
    ticket_id: data.ticketId,
    cycle: data.cycle,
    customer_id: data.customerId,
    technician_ids: data.technicianIds ?? [],
    status: 'draft',
    currency: data.total.currency,
    net_minor: data.net.amountMinor,
    tax_rate_percent: data.taxRatePercent,
    tax_minor: data.tax.amountMinor,
    total_minor: data.total.amountMinor,
    outstanding_minor: data.total.amountMinor,
    lines: data.lines,
    payments: [],
    drafted_at: draftedAt,
    issued_at: null,
    due_on: null,
    paid_at: null,
    voided_at: null,
    void_reason: null,
    version,
  };
}

/** A draft that was paid on the spot stays a draft until finance has issued it. */
function paid(row: InvoiceRow, payment: Payment, receivedAt: string, version: number): InvoiceRow {
  const outstanding = payment.outstanding.amountMinor;
  return {
    ...row,
    outstanding_minor: outstanding,
    payments: [...row.payments, { ...payment, receivedAt }],
    status: outstanding === 0 && row.status === 'issued' ? 'paid' : row.status,
    paid_at: outstanding === 0 ? receivedAt : null,
    version,
  };
}

/** Lines and total stay: they say what was not billed. */
const voided = (
  row: InvoiceRow,
  reason: string,
  voidedAt: string,
  version: number,
): InvoiceRow => ({
  ...row,
  status: 'voided',
  outstanding_minor: 0,
  voided_at: voidedAt,
  void_reason: reason,
  version,
});
