import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { refuse, streamName, type Refusal, type Result } from '@gongdan/core';
import {
  executionOf,
  type CommandContext,
  type CommandExecutor,
  type Executed,
} from '@gongdan/event-store';
import { COMMAND_EXECUTOR } from '@gongdan/platform';
import { invoiceDecider, type InvoiceCommand } from '../../domain/invoice.js';
import { invoiceRefusals } from '../../domain/invoice-refusals.js';

/** `collectedBy` is not the sender’s to say: it follows from who records the payment. */
export type NewPayment = Omit<
  Extract<InvoiceCommand, { type: 'RecordPayment' }>['payment'],
  'collectedBy'
>;

/** Money came in: the whole or a part of what is outstanding. */
export class RecordPayment extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly invoiceId: string,
    readonly payment: NewPayment,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * Finance may record payments on every invoice. A technician may on the invoices of his own tickets; for
 * him all others are missing. What a technician of the ticket records, he has collected on the spot.
 */
@CommandHandler(RecordPayment)
export class RecordPaymentHandler implements ICommandHandler<RecordPayment> {
  constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

  async execute(command: RecordPayment): Promise<Result<Executed, Refusal>> {
    const { invoiceId, payment, context } = command;
    const stream = streamName('invoice', invoiceId);
    const { state } = await this.executor.read(stream, invoiceDecider);
    const { technicianId, roles } = context.caller;
    const isOwn = technicianId !== null && state.technicianIds.includes(technicianId);
    if (!isOwn && !roles.includes('finance') && !roles.includes('system')) {
      return refuse(invoiceRefusals.notFound());
    }
    return this.executor.execute({
      stream,
      decider: invoiceDecider,
      command: {
        type: 'RecordPayment',
        payment: { ...payment, collectedBy: isOwn ? technicianId : null },
      },
      customerIdOf: (invoice) => invoice.customerId,
      ...executionOf(context),
    });
  }
}
