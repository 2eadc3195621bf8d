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
import { invoiceDecider } from '../../domain/invoice.js';

/** Finance discards a draft that is not to be issued. */
export class VoidInvoice extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly invoiceId: string,
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(VoidInvoice)
export class VoidInvoiceHandler implements ICommandHandler<VoidInvoice> {
  constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

  execute({ invoiceId, reason, context }: VoidInvoice): Promise<Result<Executed, Refusal>> {
    return this.executor.execute({
      stream: streamName('invoice', invoiceId),
      decider: invoiceDecider,
      command: { type: 'VoidInvoice', reason },
      customerIdOf: (invoice) => invoice.customerId,
      ...executionOf(context),
    });
  }
}
