import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  invariant,
  refuse,
  streamName,
  type Clock,
  type RecordedEvent,
  type Refusal,
  type Result,
} from '@gongdan/core';
import type { TicketEvent } from '@gongdan/contracts';
import {
  executionOf,
  type CommandContext,
  type CommandExecutor,
  type EventStore,
  type Executed,
} from '@gongdan/event-store';
import { CLOCK, COMMAND_EXECUTOR, EVENT_STORE, SETTINGS, type Settings } from '@gongdan/platform';
import { PRICE_LISTS } from '../../billing.tokens.js';
import { invoiceDecider } from '../../domain/invoice.js';
import { invoiceRefusals } from '../../domain/invoice-refusals.js';
import { issueTerms } from '../../domain/issue-terms.js';
import type { PriceList } from '../../domain/price-list.js';

/** Finance sends a drafted invoice to the customer. */
export class IssueInvoice extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly invoiceId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(IssueInvoice)
export class IssueInvoiceHandler implements ICommandHandler<IssueInvoice> {
  constructor(
    @Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(PRICE_LISTS) private readonly priceLists: readonly PriceList[],
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'timeZone'>,
  ) {}

  async execute({ invoiceId, context }: IssueInvoice): Promise<Result<Executed, Refusal>> {
    const stream = streamName('invoice', invoiceId);
    const { state } = await this.executor.read(stream, invoiceDecider);
    if (state.status === 'unknown') return refuse(invoiceRefusals.notFound());
    const number = await this.ticketNumber(state.ticketId);
    const ticket = { number, cycle: state.cycle };
    const { timeZone } = this.settings;
    return this.executor.execute({
      stream,
      decider: invoiceDecider,
      command: {
        type: 'IssueInvoice',
        issue: issueTerms(ticket, this.priceLists, this.clock.now(), timeZone),
      },
      customerIdOf: (invoice) => invoice.customerId,
      ...executionOf(context),
    });
  }

  private async ticketNumber(ticketId: string): Promise<string> {
    const [first] = await this.store.readStream(streamName('ticket', ticketId), { limit: 1 });
    const event = first as (RecordedEvent & TicketEvent) | undefined;
    invariant(event?.type === 'TicketRegistered', 'an invoiced ticket was registered');
    return event.data.number;
  }
}
