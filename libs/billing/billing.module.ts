import { Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import type { Clock } from '@gongdan/core';
import type { TicketCommands } from '@gongdan/contracts';
import type { PolicyRunner } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import {
  CLOCK,
  configFolder,
  EVENT_STORE,
  POLICY_RUNNER,
  PRICE_CURRENCY,
  PROJECTION_RUNNER,
  SETTINGS,
  TICKET_COMMANDS,
  type Settings,
} from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { InvoicesController } from './api/invoices.controller.js';
import { PRICE_LISTS } from './billing.tokens.js';
import { DraftInvoiceHandler } from './commands/draft-invoice/draft-invoice.handler.js';
import { IssueInvoiceHandler } from './commands/issue-invoice/issue-invoice.handler.js';
import { RecordPaymentHandler } from './commands/record-payment/record-payment.handler.js';
import { VoidInvoiceHandler } from './commands/void-invoice/void-invoice.handler.js';
import type { PriceList } from './domain/price-list.js';
import { DraftInvoiceWhenTicketArchived } from './policies/draft-invoice-when-ticket-archived.js';
import { SettleTicketWhenDraftIsVoided } from './policies/settle-ticket-when-draft-is-voided.js';
import { SettleTicketWhenInvoiceIsIssued } from './policies/settle-ticket-when-invoice-is-issued.js';
import { currencyToday } from './price-list/currency-today.js';
import { loadPriceLists } from './price-list/load-price-lists.js';
import { billingProjections } from './projections/index.js';
import { ListInvoices } from './queries/list-invoices/list-invoices.js';
import { ShowInvoice } from './queries/show-invoice/show-invoice.js';

/**
 * Prices, invoices and payments. Needs TICKET_COMMANDS from a global module; global for PRICE_CURRENCY, which tickets
 * ask before parts are recorded.
 */
@Global()
@Module({
  imports: [CqrsModule],
  controllers: [InvoicesController],
  providers: [
    { provide: PRICE_LISTS, useFactory: () => loadPriceLists(configFolder('price-lists')) },
    {
      provide: PRICE_CURRENCY,
      inject: [PRICE_LISTS, CLOCK, SETTINGS],
      useFactory: (lists: readonly PriceList[], clock: Clock, { timeZone }: Settings) =>
        currencyToday(lists, clock, timeZone),
    },
    DraftInvoiceHandler,
    IssueInvoiceHandler,
    RecordPaymentHandler,
    VoidInvoiceHandler,
    ListInvoices,
    ShowInvoice,
  ],
  exports: [PRICE_CURRENCY],
})
export class BillingModule implements OnModuleInit {
  constructor(
    private readonly commands: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'timeZone'>,
    @Inject(PRICE_LISTS) private readonly priceLists: readonly PriceList[],
    @Inject(TICKET_COMMANDS) private readonly tickets: TicketCommands,
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    @Inject(POLICY_RUNNER) private readonly policies: PolicyRunner,
  ) {}

  async onModuleInit(): Promise<void> {
    for (const projection of billingProjections) await this.projections.add(projection);
    const { store, commands, tickets, clock, priceLists, settings } = this;
    await this.policies.add(
      new DraftInvoiceWhenTicketArchived({
        store,
        commands,
        tickets,
        clock,
        priceLists,
        timeZone: settings.timeZone,
      }),
    );
    await this.policies.add(new SettleTicketWhenInvoiceIsIssued(store, tickets));
    await this.policies.add(new SettleTicketWhenDraftIsVoided(store, tickets));
  }
}
