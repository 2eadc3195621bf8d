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

export type CustomerChanges = Extract<CustomerCommand, { type: 'AmendCustomer' }>['changes'];

export class AmendCustomer extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly customerId: string,
    readonly changes: CustomerChanges,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(AmendCustomer)
export class AmendCustomerHandler implements ICommandHandler<AmendCustomer> {
  constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

  execute({ customerId, changes, context }: AmendCustomer): Promise<Result<Executed, Refusal>> {
    return this.executor.execute({
      stream: streamName('customer', customerId),
      decider: customerDecider,
      command: { type: 'AmendCustomer', changes },
      customerIdOf: (state) => state.customerId,
      ...executionOf(context),
    });
  }
}
