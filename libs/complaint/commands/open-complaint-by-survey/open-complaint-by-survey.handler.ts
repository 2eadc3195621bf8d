import { createHash } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  refuse,
  streamName,
  type Clock,
  type RecordedEvent,
  type Refusal,
  type Result,
} from '@gongdan/core';
import type { SurveyEvent } from '@gongdan/contracts';
import type { CommandContext, CommandExecutor, EventStore, Executed } from '@gongdan/event-store';
import { CLOCK, COMMAND_EXECUTOR, EVENT_STORE } from '@gongdan/platform';
import type { OpenedComplaint } from '../../domain/complaint.js';
import { complaintRefusals } from '../../domain/complaint-refusals.js';
import { complaintExecution } from '../complaint-execution.js';

/** A survey's link may open one complaint beside the one that a poor rating opens by itself. */
const complaintIdOf = (surveyId: string): string => `${surveyId}.c`;

/** The customer complains by the survey’s private link. The token stands for the customer. */
export class OpenComplaintBySurvey extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly surveyId: string,
    readonly token: string,
    readonly description: string,
    readonly context: Omit<CommandContext, 'caller'>,
  ) {
    super();
  }
}

@CommandHandler(OpenComplaintBySurvey)
export class OpenComplaintBySurveyHandler implements ICommandHandler<OpenComplaintBySurvey> {
  constructor(
    @Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(command: OpenComplaintBySurvey): Promise<Result<Executed, Refusal>> {
    const { surveyId, token, description, context } = command;
    const survey = await this.find(surveyId);
    const tokenSha256 = createHash('sha256').update(token).digest('hex');
    // A wrong token is answered like a missing survey: nobody can find out which surveys there are.
    if (survey?.tokenSha256 !== tokenSha256) return refuse(complaintRefusals.surveyNotFound());
    const { customerId, ticketId } = survey;
    const complaintId = complaintIdOf(surveyId);
    const caller = {
      actor: `customer:${customerId}`,
      roles: ['customer'],
      technicianId: null,
    } as const;
    const complaint: OpenedComplaint = {
      complaintId,
      customerId,
      ticketIds: [ticketId],
      source: 'customer',
      severity: 'general',
      description,
    };
    const request = { type: 'OpenComplaint', complaint } as const;
    const timed = { ...context, caller };
    return this.executor.execute(complaintExecution(complaintId, request, timed, this.clock));
  }

  private async find(surveyId: string) {
    const [first] = await this.store.readStream(streamName('survey', surveyId), { limit: 1 });
    const event = first as (RecordedEvent & SurveyEvent) | undefined;
    return event?.type === 'SurveyRequested' ? event.data : undefined;
  }
}
