import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { streamName, type Refusal, type Result } from '@gongdan/core';
import {
  executionOf,
  type CommandContext,
  type CommandExecutor,
  type EventStore,
  type Executed,
} from '@gongdan/event-store';
import { COMMAND_EXECUTOR, EVENT_STORE } from '@gongdan/platform';
import { complaintDecider, type ComplaintCommand } from '../../domain/complaint.js';
import { notBeforeOpening } from '../not-before-opening.js';

export type ComplaintAnswer = Omit<Extract<ComplaintCommand, { type: 'AnswerComplaint' }>, 'type'>;

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
    @Inject(EVENT_STORE) private readonly store: Pick<EventStore, 'readStream'>,
  ) {}

  execute({ complaintId, input, context }: AnswerComplaint): Promise<Result<Executed, Refusal>> {
    return notBeforeOpening(this.store, complaintId, context, () =>
      this.executor.execute({
        stream: streamName('complaint', complaintId),
        decider: complaintDecider,
        command: { type: 'AnswerComplaint', ...input },
        customerIdOf: (state) => state.customerId,
        ...executionOf(context),
      }),
    );
  }
}
