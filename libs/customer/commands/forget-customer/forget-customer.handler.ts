import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { streamName, type Refusal, type Result } from '@gongdan/core';
import {
  executionOf,
  type CommandContext,
  type CommandExecutor,
  type Executed,
  type KeyVault,
} from '@gongdan/event-store';
import { COMMAND_EXECUTOR, KEY_VAULT } from '@gongdan/platform';
import { customerDecider } from '../../domain/customer.js';

/** Makes everything personal about a customer unreadable, for good. May be asked for again. */
export class ForgetCustomer extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly customerId: string,
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * First the record, then the key: were the key gone without a record, nobody could tell a forgotten
 * customer from a damaged vault. A crash in between is made good by the policy
 * `destroy-key-when-customer-is-forgotten`.
 */
@CommandHandler(ForgetCustomer)
export class ForgetCustomerHandler implements ICommandHandler<ForgetCustomer> {
  constructor(
    @Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor,
    @Inject(KEY_VAULT) private readonly vault: KeyVault,
  ) {}

  async execute(command: ForgetCustomer): Promise<Result<Executed, Refusal>> {
    const { customerId, reason, context } = command;
    const result = await this.executor.execute({
      stream: streamName('customer', customerId),
      decider: customerDecider,
      command: { type: 'ForgetCustomer', reason },
      customerIdOf: (state) => state.customerId,
      ...executionOf(context),
    });
    if (result.ok) await this.vault.destroy(customerId);
    return result;
  }
}
