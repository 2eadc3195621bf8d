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
import { contractDecider } from '../../domain/contract.js';
import {
  contractOfPlan,
  maintenanceRefusals,
  type MaintenanceCommand,
} from '../../domain/maintenance/index.js';

export type PlanChange = Exclude<MaintenanceCommand, { type: 'PlanMaintenance' }>;

/** The one way in which a plan that is made is changed, whoever asks: HTTP, a policy, the worker. */
export class ChangePlan extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly change: PlanChange,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangePlan)
export class ChangePlanHandler implements ICommandHandler<ChangePlan> {
  constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

  async execute({ change, context }: ChangePlan): Promise<Result<Executed, Refusal>> {
    const contractId = contractOfPlan(change.planId);
    if (contractId === undefined) return refuse(maintenanceRefusals.notFound());
    return this.executor.execute({
      stream: streamName('contract', contractId),
      decider: contractDecider,
      command: change,
      customerIdOf: (state) => state.terms?.customerId ?? null,
      ...executionOf(context),
    });
  }
}
