import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@gongdan/contracts';
import type { Clock, IdGenerator } from '@gongdan/core';
import type { CommandContext } from '@gongdan/event-store';
import {
  CLOCK,
  commandAnswer,
  CommandRoute,
  ID_GENERATOR,
  ListCount,
  occurred,
  ReadRoute,
  RefusesFuture,
  RequestCaller,
  RequestContext,
  type CommandAnswer,
} from '@gongdan/platform';
import { IssueInvoice } from '../commands/issue-invoice/issue-invoice.handler.js';
import { RecordPaymentBody } from '../commands/record-payment/record-payment.dto.js';
import { RecordPayment } from '../commands/record-payment/record-payment.handler.js';
import { VoidInvoiceBody } from '../commands/void-invoice/void-invoice.dto.js';
import { VoidInvoice } from '../commands/void-invoice/void-invoice.handler.js';
import {
  InvoiceAnswer,
  InvoiceFilterQuery,
  InvoicePage,
  ListInvoicesQuery,
} from '../queries/list-invoices/list-invoices.dto.js';
import { ListInvoices } from '../queries/list-invoices/list-invoices.js';
import { ShowInvoiceQuery } from '../queries/show-invoice/show-invoice.dto.js';
import { ShowInvoice } from '../queries/show-invoice/show-invoice.js';

@ApiTags('invoices')
@Controller('invoices')
export class InvoicesController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(ID_GENERATOR) private readonly ids: IdGenerator,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly invoices: ListInvoices,
    private readonly invoice: ShowInvoice,
  ) {}

  @Get()
  @ReadRoute({
    summary: 'Invoices, the newest first.',
    description: 'How many there are: GET /invoices/count.',
    answer: InvoicePage,
  })
  list(@Query() query: ListInvoicesQuery, @RequestCaller() caller: Caller) {
    return this.invoices.read(query, caller);
  }

  @Get('count')
  @ReadRoute({
    summary: 'How many invoices the list with the same filters has, exactly.',
    description: 'Apart from the list, as it costs what it counts.',
    answer: ListCount,
  })
  count(@Query() query: InvoiceFilterQuery, @RequestCaller() caller: Caller) {
    return this.invoices.count(query, caller);
  }

  @Get(':id')
  @RefusesFuture()
  @ReadRoute({
    summary: 'One invoice with lines and payments.',
    answer: InvoiceAnswer,
    versioned: true,
    single: true,
  })
  show(@Param('id') id: string, @Query() query: ShowInvoiceQuery, @RequestCaller() caller: Caller) {
    return this.invoice.read(id, query, caller);
  }

  @Post(':id/issue')
  @CommandRoute({ summary: 'Sends a drafted invoice to the customer.' })
  async issue(
    @Param('id') id: string,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return commandAnswer(id, await this.commands.execute(new IssueInvoice(id, context)));
  }

  @Post(':id/void')
  @CommandRoute({
    summary: 'Discards a draft that is not to be issued, for good; its ticket has nothing to bill.',
    description:
      'For drafts on which nothing was paid. What is still to be billed is billed when the ticket was reopened and is archived again.',
  })
  async void(
    @Param('id') id: string,
    @Body() body: VoidInvoiceBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const command = new VoidInvoice(id, body.reason, context);
    return commandAnswer(id, await this.commands.execute(command));
  }

  @Post(':id/payments')
  @CommandRoute({
    summary: 'Records that money came in: the whole or a part of what is outstanding.',
    description:
      'Finance records on every invoice; a technician records what he collected on the spot, on the invoices of his own tickets.',
  })
  async recordPayment(
    @Param('id') id: string,
    @Body() body: RecordPaymentBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const { amountMinor, currency, method } = body;
    const payment = { paymentId: this.ids.next(), amount: { amountMinor, currency }, method };
    const command = new RecordPayment(id, payment, occurred(context, body, this.clock));
    return commandAnswer(id, await this.commands.execute(command));
  }
}
