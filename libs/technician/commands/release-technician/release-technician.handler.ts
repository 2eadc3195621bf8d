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
import { technicianDecider } from '../../domain/technician.js';

/** The technician left: nothing can be assigned to this one any more. May be asked for again. */
export class ReleaseTechnician extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly technicianId: string,
    readonly reason: string | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ReleaseTechnician)
export class ReleaseTechnicianHandler implements ICommandHandler<ReleaseTechnician> {
  constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

  execute({
    technicianId,
    reason,
    context,
  }: ReleaseTechnician): Promise<Result<Executed, Refusal>> {
    return this.executor.execute({
      stream: streamName('technician', technicianId),
      decider: technicianDecider,
      command: { type: 'ReleaseTechnician', ...(reason === undefined ? {} : { reason }) },
      customerIdOf: () => null,
      ...executionOf(context),
    });
  }
}
