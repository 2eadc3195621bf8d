import { Inject, Injectable } from '@nestjs/common';
import { GongdanError, streamName, type Clock } from '@gongdan/core';
import { localDay, type Caller } from '@gongdan/contracts';
import type { EventStore } from '@gongdan/event-store';
import {
  assignedOnlyTo,
  CLOCK,
  EVENT_STORE,
  FreshReads,
  PROJECTION_RUNNER,
  readAnswer,
  readNowOrAsOf,
  SETTINGS,
  type Settings,
} from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { invoiceRefusals } from '../../domain/invoice-refusals.js';
import { invoiceProjection } from '../../projections/invoice/invoice.projection.js';
import type { InvoiceAnswer } from '../list-invoices/list-invoices.dto.js';
import { invoiceItem } from '../list-invoices/list-invoices.js';
import type { ShowInvoiceQuery } from './show-invoice.dto.js';

/** One invoice with lines and payments. For a technician those of others’ tickets are missing. */
@Injectable()
export class ShowInvoice {
  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'timeZone'>,
    private readonly fresh: FreshReads,
  ) {}

  async read(id: string, query: ShowInvoiceQuery, caller: Caller): Promise<InvoiceAnswer> {
    await this.fresh.reach([invoiceProjection.name], query.minPosition);
    const { position, value: row } = await readNowOrAsOf(
      { projections: this.projections, store: this.store, clock: this.clock },
      invoiceProjection,
      { key: id, stream: streamName('invoice', id), asOf: query.asOf },
    );
    const own = assignedOnlyTo(caller);
    if (row === undefined || (own !== undefined && !row.technician_ids.includes(own ?? ''))) {
      throw new GongdanError(invoiceRefusals.notFound());
    }
    const day = query.day ?? localDay(this.clock.now(), this.settings.timeZone);
    const { lines, payments } = row;
    const version = query.asOf === undefined ? row.version : undefined;
    return readAnswer({ position, ...invoiceItem(row, day), lines, payments }, version);
  }
}
