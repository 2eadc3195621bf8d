import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@gongdan/core';
import { localDay, type Caller } from '@gongdan/contracts';
import {
  assignedOnlyTo,
  CLOCK,
  Filter,
  ListReader,
  pageAnswer,
  SETTINGS,
  shown,
  type ListCount,
  type PageAnswer,
  type Settings,
} from '@gongdan/platform';
import {
  invoiceProjection,
  type InvoiceRow,
} from '../../projections/invoice/invoice.projection.js';
import type { InvoiceFilterQuery, InvoiceItem, ListInvoicesQuery } from './list-invoices.dto.js';

/** Invoices, the newest first, and how many there are. A technician sees those of his own tickets. */
@Injectable()
export class ListInvoices {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'timeZone'>,
    private readonly lists: ListReader,
  ) {}

  async read(query: ListInvoicesQuery, caller: Caller): Promise<PageAnswer<InvoiceItem>> {
    const day = this.dayOf(query);
    const page = await this.lists.read(invoiceProjection, query, {
      filter: filterOf(query, day, caller),
      order: ['drafted_at', 'invoice_id'],
      direction: 'descending',
    });
    return pageAnswer(page, (row) => invoiceItem(row, day));
  }

  count(query: InvoiceFilterQuery, caller: Caller): Promise<ListCount> {
    return this.lists.count(invoiceProjection, query, filterOf(query, this.dayOf(query), caller));
  }

  private dayOf({ day }: InvoiceFilterQuery): string {
    return day ?? localDay(this.clock.now(), this.settings.timeZone);
  }
}

function filterOf(query: InvoiceFilterQuery, day: string, caller: Caller): Filter {
  const filter = new Filter()
    .is('status', query.status)
    .is('customer_id', query.customerId)
    .is('ticket_id', query.ticketId)
    .holds('technician_ids', query.technicianId);
  const own = assignedOnlyTo(caller);
  if (own !== undefined) filter.holds('technician_ids', own ?? '');
  if (query.overdue !== undefined) {
    const isOverdue = `t.status = 'issued' AND t.due_on < ${filter.bind(day)}::date`;
    filter.where(query.overdue ? isOverdue : `(${isOverdue}) IS NOT TRUE`);
  }
  return filter;
}

/** The same question in SQL: `filterOf`. */
const isOverdue = (row: InvoiceRow, day: string): boolean =>
  row.status === 'issued' && row.due_on !== null && row.due_on < day;

export function invoiceItem(row: InvoiceRow, day: string) {
  const { lines: _lines, payments: _payments, ...rest } = row;
  return { ...shown(rest), overdue: isOverdue(row, day) };
}
