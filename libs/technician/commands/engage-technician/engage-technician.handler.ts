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

export type NewTechnician = Extract<TechnicianCommand, { type: 'EngageTechnician' }>['technician'];

/** Takes a technician into the file, under an id that the sender has chosen. */
export class EngageTechnician extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly technician: NewTechnician,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(EngageTechnician)
export class EngageTechnicianHandler implements ICommandHandler<EngageTechnician> {
  constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

  execute({ technician, context }: EngageTechnician): Promise<Result<Executed, Refusal>> {
    return this.executor.execute({
      stream: streamName('technician', technician.technicianId),
      decider: technicianDecider,
      command: { type: 'EngageTechnician', technician },
      customerIdOf: () => null,
      ...executionOf(context),
    });
  }
}
