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

export type NewDevice = Extract<CustomerCommand, { type: 'RegisterDevice' }>['device'];

/** Takes a device into a customer’s file, under an id that the sender has chosen. */
export class RegisterDevice extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly customerId: string,
    readonly device: NewDevice,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RegisterDevice)
export class RegisterDeviceHandler implements ICommandHandler<RegisterDevice> {
  constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

  execute({ customerId, device, context }: RegisterDevice): Promise<Result<Executed, Refusal>> {
    return this.executor.execute({
      stream: streamName('customer', customerId),
      decider: customerDecider,
      command: { type: 'RegisterDevice', device },
      customerIdOf: (state) => state.customerId,
      ...executionOf(context),
    });
  }
}
