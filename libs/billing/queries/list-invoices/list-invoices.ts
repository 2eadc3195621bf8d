import { Inject, Injectable } from '@nestjs/common';
import { parseInstant, withoutUndefined, type Clock } from '@gongdan/core';
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
    const { minPosition, limit, cursor } = query;
    const begin = dayAndCursor(cursor);
    const day = query.day ?? begin.day ?? this.today();
    const page = await this.lists.read(
      invoiceProjection,
      withoutUndefined({ minPosition, limit, cursor: begin.cursor }),
      {
        filter: filterOf(query, day, caller),
        order: ['drafted_at', 'invoice_id'],
        direction: 'descending',
      },
    );
    const { nextCursor } = page.value;
    const value = { ...page.value, nextCursor: nextCursor && `${day}.${nextCursor}` };
    return pageAnswer({ ...page, value }, (row) => invoiceItem(row, day));
  }

  count(query: InvoiceFilterQuery, caller: Caller): Promise<ListCount> {
    return this.lists.count(
      invoiceProjection,
      query,
      filterOf(query, query.day ?? this.today(), caller),
    );
  }

  private today(): string {
    return localDay(this.clock.now(), this.settings.timeZone);
  }
}

/**
 * A cursor begins with the day that the first page was of: what is overdue on that day does not change
 * while somebody pages through it past midnight. Others are left to the list to refuse.
 */
function dayAndCursor(cursor: string | undefined): { day?: string; cursor?: string } {
  if (cursor === undefined) return {};
  const [day = '', ...rest] = cursor.split('.');
  return parseInstant(`${day}T00:00:00Z`) === undefined
    ? { cursor }
    : { day, cursor: rest.join('.') };
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
