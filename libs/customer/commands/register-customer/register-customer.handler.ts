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
import { customerDecider, type CustomerCommand } from '../../domain/customer.js';

export type NewCustomer = Extract<CustomerCommand, { type: 'RegisterCustomer' }>['customer'];

/** Takes a customer into the file, under an id that the sender has chosen. */
export class RegisterCustomer extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly customer: NewCustomer,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RegisterCustomer)
export class RegisterCustomerHandler implements ICommandHandler<RegisterCustomer> {
  constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

  execute({ customer, context }: RegisterCustomer): Promise<Result<Executed, Refusal>> {
    return this.executor.execute({
      stream: streamName('customer', customer.customerId),
      decider: customerDecider,
      command: { type: 'RegisterCustomer', customer },
      customerIdOf: (state) => state.customerId,
      ...executionOf(context),
    });
  }
}
