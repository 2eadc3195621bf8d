import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { streamName, type Refusal, type Result } from '@gongdan/core';
import {
  executionOf,
  type CommandContext,
  type CommandExecutor,
  type Executed,
} from '@gongdan/event-store';
import { COMMAND_EXECUTOR } from '@gongdan/platform';
import { invoiceDecider, type Draft, type Issue } from '../../domain/invoice.js';

/** Records the invoice of a ticket’s cycle, and issues it at once where `issue` is given. */
export class DraftInvoice extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly draft: Draft,
    readonly issue: Issue | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DraftInvoice)
export class DraftInvoiceHandler implements ICommandHandler<DraftInvoice> {
  constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

  execute({ draft, issue, context }: DraftInvoice): Promise<Result<Executed, Refusal>> {
    return this.executor.execute({
      stream: streamName('invoice', draft.invoiceId),
      decider: invoiceDecider,
      command: { type: 'DraftInvoice', draft, ...(issue === undefined ? {} : { issue }) },
      customerIdOf: (state) => state.customerId,
      ...executionOf(context),
    });
  }
}
