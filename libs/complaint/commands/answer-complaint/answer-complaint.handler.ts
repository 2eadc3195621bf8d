import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Clock, Refusal, Result } from '@gongdan/core';
import type { CommandContext, CommandExecutor, Executed } from '@gongdan/event-store';
import { CLOCK, COMMAND_EXECUTOR } from '@gongdan/platform';
import type { ComplaintRequest } from '../../domain/complaint.js';
import { complaintExecution } from '../complaint-execution.js';

export type ComplaintAnswer = Omit<Extract<ComplaintRequest, { type: 'AnswerComplaint' }>, 'type'>;

/** Records the answer that the customer was given. */
export class AnswerComplaint extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly complaintId: string,
    readonly input: ComplaintAnswer,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(AnswerComplaint)
export class AnswerComplaintHandler implements ICommandHandler<AnswerComplaint> {
  constructor(
    @Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ complaintId, input, context }: AnswerComplaint): Promise<Result<Executed, Refusal>> {
    const request = { type: 'AnswerComplaint', ...input } as const;
    return this.executor.execute(complaintExecution(complaintId, request, context, this.clock));
  }
}
