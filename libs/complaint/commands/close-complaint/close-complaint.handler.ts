import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Clock, Refusal, Result } from '@gongdan/core';
import type { CommandContext, CommandExecutor, Executed } from '@gongdan/event-store';
import { CLOCK, COMMAND_EXECUTOR } from '@gongdan/platform';
import type { ComplaintRequest } from '../../domain/complaint.js';
import { complaintExecution } from '../complaint-execution.js';

export type ComplaintClosing = Omit<
  Extract<ComplaintRequest, { type: 'CloseComplaint' }>,
  'type' | 'roles'
>;

/** Closes the loop; who may depends on whether the customer accepted the answer. */
export class CloseComplaint extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly complaintId: string,
    readonly input: ComplaintClosing,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CloseComplaint)
export class CloseComplaintHandler implements ICommandHandler<CloseComplaint> {
  constructor(
    @Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ complaintId, input, context }: CloseComplaint): Promise<Result<Executed, Refusal>> {
    const request = { type: 'CloseComplaint', ...input, roles: context.caller.roles } as const;
    return this.executor.execute(complaintExecution(complaintId, request, context, this.clock));
  }
}
