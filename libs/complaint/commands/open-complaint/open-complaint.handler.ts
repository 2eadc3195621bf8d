import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { refuse, type Clock, type Refusal, type Result } from '@gongdan/core';
import {
  isRepeated,
  type CommandContext,
  type CommandExecutor,
  type EventStore,
  type Executed,
} from '@gongdan/event-store';
import { CLOCK, COMMAND_EXECUTOR, EVENT_STORE } from '@gongdan/platform';
import type { OpenedComplaint } from '../../domain/complaint.js';
import { complaintExecution } from '../complaint-execution.js';
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
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ complaint, context }: OpenComplaint): Promise<Result<Executed, Refusal>> {
    // What a policy names was read from the log; what people name is looked up.
    const wrong = context.caller.roles.includes('system')
      ? undefined
      : await findWrongReference(this.store, complaint);
    // A repeat gets its first answer, also where the customer was forgotten meanwhile.
    if (wrong && !(await isRepeated(this.store, context))) return refuse(wrong);
    const { complaintId } = complaint;
    const request = { type: 'OpenComplaint', complaint } as const;
    return this.executor.execute(complaintExecution(complaintId, request, context, this.clock));
  }
}
