import { ApiProperty } from '@nestjs/swagger';
import {
  BooleanField,
  DayField,
  EnumField,
  FreshQuery,
  IdField,
  MoneyAnswer,
  pageAnswerOf,
  pageQueryOf,
  ShownDay,
  ShownFlag,
  ShownId,
  ShownIds,
  ShownInstant,
  ShownInteger,
  ShownText,
  ShownWord,
  type Shown,
  nullable,
} from '@gongdan/platform';
import { PAYMENT_METHODS } from '../../commands/record-payment/record-payment.dto.js';
import { INVOICE_LINES_MAX } from '../../domain/price-ticket.js';
import type { InvoiceRow } from '../../projections/invoice/invoice.projection.js';

const INVOICE_STATUSES = ['draft', 'issued', 'paid', 'voided'] as const;

export class InvoiceFilterQuery extends FreshQuery {
  @EnumField(INVOICE_STATUSES, {
    description:
      'Status. draft: what finance has still to issue; voided: drafts that were discarded.',
    optional: true,
  })
  status?: string;

  @IdField({ description: 'Whose invoices.', optional: true })
  customerId?: string;

  @IdField({ description: 'Invoices of this ticket.', optional: true })
  ticketId?: string;

  @IdField({ description: 'Invoices of this technician’s work.', optional: true })
  technicianId?: string;

  @BooleanField({ description: 'true: only overdue ones; false: only others.', optional: true })
  overdue?: boolean;

  @DayField({
    description: 'The day on which something is overdue or not; today where it is not given.',
    optional: true,
  })
  day?: string;
}

export class ListInvoicesQuery extends pageQueryOf(InvoiceFilterQuery) {}

export class InvoiceLineAnswer {
  @ShownWord(['call-out', 'labour', 'part', 'discount'], 'What it is for.')
  kind: 'call-out' | 'labour' | 'part' | 'discount';

  @ShownText('In words.')
  description: string;

  @ShownInteger('How many.')
  quantity: number;

  @ApiProperty({ type: MoneyAnswer })
  unitPrice: MoneyAnswer;

  @ApiProperty({ type: MoneyAnswer, description: '0 where it is covered.' })
  amount: MoneyAnswer;

  @ShownFlag('Covered by warranty or contract.')
  covered: boolean;
}

export class PaymentAnswer {
  @ShownId('The payment.')
  paymentId: string;

  @ApiProperty({ type: MoneyAnswer })
  amount: MoneyAnswer;

  @ShownWord(PAYMENT_METHODS, 'How it came in.')
  method: (typeof PAYMENT_METHODS)[number];

  @ShownId('The technician who collected it on the spot.', nullable)
  collectedBy: string | null;

  @ApiProperty({ type: MoneyAnswer, description: 'What was outstanding afterwards.' })
  outstanding: MoneyAnswer;

  @ShownInstant('When it came in.')
  receivedAt: string;
}

/** An invoice without its lines and payments. Amounts in minor units of `currency`. */
export class InvoiceItem implements Omit<Shown<InvoiceRow>, 'lines' | 'payments'> {
  @ShownId('The invoice.')
  invoiceId: string;

  @ShownId('Its number, once it is issued.', nullable)
  number: string | null;

  @ShownId('The ticket that is billed.')
  ticketId: string;

  @ShownInteger('Which resolution cycle of the ticket.')
  cycle: number;

  @ShownId('Who pays.')
  customerId: string;

  @ShownIds('Whose work it was, the lead first.')
  technicianIds: readonly string[];

  @ShownWord(INVOICE_STATUSES, 'Status.')
  status: (typeof INVOICE_STATUSES)[number];

  @ShownText('ISO 4217 code.')
  currency: string;

  @ShownInteger('Sum of the lines.')
  netMinor: number;

  @ShownInteger('Tax rate, in per cent.')
  taxRatePercent: number;

  @ShownInteger('Tax on the net sum, rounded half up.')
  taxMinor: number;

  @ShownInteger('Net sum and tax.')
  totalMinor: number;

  @ShownInteger('What is still to be paid; 0 where it was voided.')
  outstandingMinor: number;

  @ShownInstant('When it was drafted.')
  draftedAt: string;

  @ShownInstant('When it was issued.', nullable)
  issuedAt: string | null;

  @ShownDay('The day it is due.', nullable)
  dueOn: string | null;

  @ShownInstant('When the last of it was paid.', nullable)
  paidAt: string | null;

  @ShownInstant('When its draft was voided.', nullable)
  voidedAt: string | null;

  @ShownText('Why it was voided.', nullable)
  voidReason: string | null;

  @ShownFlag('Issued, not paid, and due before the day in question.')
  overdue: boolean;

  @ShownInteger('Version, for If-Match.')
  version: number;
}

export class InvoiceAnswer extends InvoiceItem {
  @ApiProperty({ description: 'Position of the log that is shown.', type: 'integer', minimum: 0 })
  position: number;

  @ApiProperty({ type: [InvoiceLineAnswer], maxItems: INVOICE_LINES_MAX })
  lines: readonly InvoiceLineAnswer[];

  @ApiProperty({ type: [PaymentAnswer] })
  payments: readonly PaymentAnswer[];
}

export const InvoicePage = pageAnswerOf(InvoiceItem, 'InvoicePage');
