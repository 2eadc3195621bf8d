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
import { contractDecider, type ContractCommand } from '../../domain/contract.js';
import { customerDecider } from '../../domain/customer.js';
import { customerRefusals } from '../../domain/customer-refusals.js';

export type NewContract = Extract<ContractCommand, { type: 'SignContract' }>['terms'];

/** Records a contract of a customer in the file, under an id that the sender has chosen. */
export class SignContract extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly terms: NewContract,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(SignContract)
export class SignContractHandler implements ICommandHandler<SignContract> {
  constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

  async execute({ terms, context }: SignContract): Promise<Result<Executed, Refusal>> {
    const customer = streamName('customer', terms.customerId);
    const { state } = await this.executor.read(customer, customerDecider);
    if (state.status === 'unknown') return refuse(customerRefusals.notFound());
    if (state.status === 'forgotten') return refuse(customerRefusals.forgotten());
    return this.executor.execute({
      stream: streamName('contract', terms.contractId),
      decider: contractDecider,
      command: { type: 'SignContract', terms },
      customerIdOf: (contract) => contract.terms?.customerId ?? null,
      ...executionOf(context),
    });
  }
}
