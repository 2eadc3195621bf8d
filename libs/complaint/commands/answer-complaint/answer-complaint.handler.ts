import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { streamName, type Clock, type Refusal, type Result } from '@gongdan/core';
import {
  executionOf,
  type CommandContext,
  type CommandExecutor,
  type EventStore,
  type Executed,
} from '@gongdan/event-store';
import { CLOCK, COMMAND_EXECUTOR, EVENT_STORE } from '@gongdan/platform';
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
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ complaintId, input, context }: AnswerComplaint): Promise<Result<Executed, Refusal>> {
    const { store, clock } = this;
    return notBeforeOpening({ store, clock }, complaintId, context, (timed) =>
      this.executor.execute({
        stream: streamName('complaint', complaintId),
        decider: complaintDecider,
        command: { type: 'AnswerComplaint', ...input },
        customerIdOf: (state) => state.customerId,
        ...executionOf(timed),
      }),
    );
  }
}
