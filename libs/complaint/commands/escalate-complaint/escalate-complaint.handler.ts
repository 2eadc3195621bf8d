import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Clock, Refusal, Result } from '@gongdan/core';
import type { CommandContext, CommandExecutor, Executed } from '@gongdan/event-store';
import { CLOCK, COMMAND_EXECUTOR } from '@gongdan/platform';
import type { ComplaintRequest } from '../../domain/complaint.js';
import { complaintExecution } from '../complaint-execution.js';

export type Escalation = Omit<Extract<ComplaintRequest, { type: 'EscalateComplaint' }>, 'type'>;

/** Up the ladder, one step or to the level named, to the person named or the role of that level. */
export class EscalateComplaint extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly complaintId: string,
    readonly input: Escalation,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(EscalateComplaint)
export class EscalateComplaintHandler implements ICommandHandler<EscalateComplaint> {
  constructor(
    @Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ complaintId, input, context }: EscalateComplaint): Promise<Result<Executed, Refusal>> {
    const request = { type: 'EscalateComplaint', ...input } as const;
    return this.executor.execute(complaintExecution(complaintId, request, context, this.clock));
  }
}
