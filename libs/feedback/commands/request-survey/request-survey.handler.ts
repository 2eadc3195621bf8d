import type { KeyObject } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  epochMsOf,
  instantOf,
  streamName,
  type Clock,
  type Refusal,
  type Result,
} from '@gongdan/core';
import {
  executionOf,
  type CommandContext,
  type CommandExecutor,
  type Executed,
} from '@gongdan/event-store';
import { CLOCK, COMMAND_EXECUTOR } from '@gongdan/platform';
import { surveyDecider, surveyIdOf, type SurveyRequest } from '../../domain/survey.js';
import { surveyTokenOf, tokenSha256Of } from '../../domain/survey-token.js';
import { SURVEY_SECRET, SURVEY_SETTINGS } from '../../feedback.tokens.js';
import type { SurveySettings } from '../../survey-settings/load-survey-settings.js';

const DAY_MS = 86_400_000;

export type SurveyedTicket = Pick<
  SurveyRequest,
  'ticketId' | 'customerId' | 'technicianId' | 'cycle'
>;

/** Asks the customer how a ticket’s cycle went. */
export class RequestSurvey extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly ticket: SurveyedTicket,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RequestSurvey)
export class RequestSurveyHandler implements ICommandHandler<RequestSurvey> {
  constructor(
    @Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SURVEY_SECRET) private readonly secret: KeyObject,
    @Inject(SURVEY_SETTINGS) private readonly settings: SurveySettings,
  ) {}

  execute({ ticket, context }: RequestSurvey): Promise<Result<Executed, Refusal>> {
    const surveyId = surveyIdOf(ticket.ticketId, ticket.cycle);
    const lifeMs = this.settings.expiresAfterDays * DAY_MS;
    return this.executor.execute({
      stream: streamName('survey', surveyId),
      decider: surveyDecider,
      command: {
        type: 'RequestSurvey',
        request: {
          ...ticket,
          surveyId,
          tokenSha256: tokenSha256Of(surveyTokenOf(this.secret, surveyId)),
          expiresAt: instantOf(epochMsOf(this.clock.now()) + lifeMs),
        },
      },
      customerIdOf: (state) => state.request?.customerId ?? null,
      ...executionOf(context),
    });
  }
}
