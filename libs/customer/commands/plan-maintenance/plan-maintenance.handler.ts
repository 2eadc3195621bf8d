import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { refuse, streamName, type Clock, type Refusal, type Result } from '@gongdan/core';
import { localDay } from '@gongdan/contracts';
import {
  executionOf,
  type CommandContext,
  type CommandExecutor,
  type Executed,
} from '@gongdan/event-store';
import { CLOCK, COMMAND_EXECUTOR, SETTINGS, type Settings } from '@gongdan/platform';
import { contractRefusals } from '../../domain/contract-refusals.js';
import { contractDecider } from '../../domain/contract.js';
import { customerRefusals } from '../../domain/customer-refusals.js';
import { customerDecider } from '../../domain/customer.js';
import { maintenanceRefusals, type AskedPlan } from '../../domain/maintenance/index.js';

/** Plans regular visits to a device of a customer under one of the customer’s contracts. */
export class PlanMaintenance extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly of: { readonly customerId: string; readonly contractId: string },
    readonly plan: AskedPlan,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(PlanMaintenance)
export class PlanMaintenanceHandler implements ICommandHandler<PlanMaintenance> {
  constructor(
    @Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'timeZone'>,
  ) {}

  async execute({ of, plan, context }: PlanMaintenance): Promise<Result<Executed, Refusal>> {
    const refusal = await this.refusalOf(of, plan.deviceId);
    if (refusal !== undefined) return refuse(refusal);
    const today = localDay(this.clock.now(), this.settings.timeZone);
    return this.executor.execute({
      stream: streamName('contract', of.contractId),
      decider: contractDecider,
      command: { type: 'PlanMaintenance', plan, today },
      customerIdOf: (contract) => contract.terms?.customerId ?? null,
      ...executionOf(context),
    });
  }

  /** What only other streams can tell. */
  private async refusalOf(
    { customerId, contractId }: PlanMaintenance['of'],
    deviceId: string,
  ): Promise<Refusal | undefined> {
    const file = await this.executor.read(streamName('customer', customerId), customerDecider);
    if (file.state.status === 'unknown') return customerRefusals.notFound();
    if (file.state.status === 'forgotten') return customerRefusals.forgotten();
    const contract = await this.executor.read(streamName('contract', contractId), contractDecider);
    if (contract.state.terms?.customerId !== customerId) return contractRefusals.notFound();
    return file.state.deviceIds.includes(deviceId)
      ? undefined
      : maintenanceRefusals.unknownDevice(deviceId);
  }
}
