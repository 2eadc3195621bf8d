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

export type ComplaintClosing = Omit<
  Extract<ComplaintCommand, { type: 'CloseComplaint' }>,
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
    @Inject(EVENT_STORE) private readonly store: Pick<EventStore, 'readStream'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ complaintId, input, context }: CloseComplaint): Promise<Result<Executed, Refusal>> {
    const { store, clock } = this;
    return notBeforeOpening({ store, clock }, complaintId, context, (timed) =>
      this.executor.execute({
        stream: streamName('complaint', complaintId),
        decider: complaintDecider,
        command: { type: 'CloseComplaint', ...input, roles: context.caller.roles },
        customerIdOf: (state) => state.customerId,
        ...executionOf(timed),
      }),
    );
  }
}
