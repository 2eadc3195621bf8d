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
import { technicianDecider, type TechnicianCommand } from '../../domain/technician.js';

export type TechnicianChanges = Extract<TechnicianCommand, { type: 'AmendTechnician' }>['changes'];

export class AmendTechnician extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly technicianId: string,
    readonly changes: TechnicianChanges,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(AmendTechnician)
export class AmendTechnicianHandler implements ICommandHandler<AmendTechnician> {
  constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

  execute({ technicianId, changes, context }: AmendTechnician): Promise<Result<Executed, Refusal>> {
    return this.executor.execute({
      stream: streamName('technician', technicianId),
      decider: technicianDecider,
      command: { type: 'AmendTechnician', changes },
      customerIdOf: () => null,
      ...executionOf(context),
    });
  }
}
