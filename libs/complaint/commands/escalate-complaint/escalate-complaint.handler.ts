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

export type Escalation = Omit<Extract<ComplaintCommand, { type: 'EscalateComplaint' }>, 'type'>;

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
    @Inject(EVENT_STORE) private readonly store: Pick<EventStore, 'readStream'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ complaintId, input, context }: EscalateComplaint): Promise<Result<Executed, Refusal>> {
    const { store, clock } = this;
    return notBeforeOpening({ store, clock }, complaintId, context, (timed) =>
      this.executor.execute({
        stream: streamName('complaint', complaintId),
        decider: complaintDecider,
        command: { type: 'EscalateComplaint', ...input },
        customerIdOf: (state) => state.customerId,
        ...executionOf(timed),
      }),
    );
  }
}
