import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { refuse, streamName, type Refusal, type Result } from '@gongdan/core';
import {
  executionOf,
  isRepeated,
  type CommandContext,
  type CommandExecutor,
  type EventStore,
  type Executed,
} from '@gongdan/event-store';
import { COMMAND_EXECUTOR, EVENT_STORE } from '@gongdan/platform';
import { complaintDecider, type OpenedComplaint } from '../../domain/complaint.js';
import { findWrongReference } from './find-wrong-reference.js';

/** Takes a complaint up, under an id that the sender has chosen. */
export class OpenComplaint extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly complaint: OpenedComplaint,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(OpenComplaint)
export class OpenComplaintHandler implements ICommandHandler<OpenComplaint> {
  constructor(
    @Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async execute({ complaint, context }: OpenComplaint): Promise<Result<Executed, Refusal>> {
    // What a policy names was read from the log; what people name is looked up.
    const wrong = context.caller.roles.includes('system')
      ? undefined
      : await findWrongReference(this.store, complaint);
    // A repeat gets its first answer, also where the customer was forgotten meanwhile.
    if (wrong && !(await isRepeated(this.store, context))) return refuse(wrong);
    return this.executor.execute({
      stream: streamName('complaint', complaint.complaintId),
      decider: complaintDecider,
      command: { type: 'OpenComplaint', complaint },
      customerIdOf: (state) => state.customerId,
      ...executionOf(context),
    });
  }
}
