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
import { contractDecider } from '../../domain/contract.js';

/** Counts the visit of a ticket’s cycle against a contract; each cycle counts once. */
export class UseVisit extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly contractId: string,
    readonly visit: { readonly ticketId: string; readonly cycle: number },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(UseVisit)
export class UseVisitHandler implements ICommandHandler<UseVisit> {
  constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

  execute({ contractId, visit, context }: UseVisit): Promise<Result<Executed, Refusal>> {
    return this.executor.execute({
      stream: streamName('contract', contractId),
      decider: contractDecider,
      command: { type: 'UseVisit', ...visit },
      customerIdOf: (state) => state.terms?.customerId ?? null,
      ...executionOf(context),
    });
  }
}
