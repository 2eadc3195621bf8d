import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { refuse, streamName, type Clock, type Refusal, type Result } from '@gongdan/core';
import {
  executionOf,
  type CommandContext,
  type CommandExecutor,
  type Executed,
} from '@gongdan/event-store';
import { CLOCK, COMMAND_EXECUTOR } from '@gongdan/platform';
import { surveyDecider, type SurveyAnswer } from '../../domain/survey.js';
import { surveyRefusals } from '../../domain/survey-refusals.js';
import { tokenSha256Of } from '../../domain/survey-token.js';
import { SURVEY_SETTINGS } from '../../feedback.tokens.js';
import type { SurveySettings } from '../../survey-settings/load-survey-settings.js';

/** The customer’s answer. The token of the private link stands for the customer: there is no login. */
export class AnswerSurvey extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly surveyId: string,
    readonly token: string,
    readonly answer: SurveyAnswer,
    readonly context: Omit<CommandContext, 'caller'>,
  ) {
    super();
  }
}

@CommandHandler(AnswerSurvey)
export class AnswerSurveyHandler implements ICommandHandler<AnswerSurvey> {
  constructor(
    @Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SURVEY_SETTINGS) private readonly settings: SurveySettings,
  ) {}

  async execute(command: AnswerSurvey): Promise<Result<Executed, Refusal>> {
    const stream = streamName('survey', command.surveyId);
    const { state } = await this.executor.read(stream, surveyDecider);
    const tokenSha256 = tokenSha256Of(command.token);
    // Before the executor, which answers a repeated key whatever the token is.
    if (state.request?.tokenSha256 !== tokenSha256) return refuse(surveyRefusals.notFound());
    const actor = `customer:${state.request.customerId}`;
    const caller = { actor, roles: ['customer'], technicianId: null } as const;
    return this.executor.execute({
      stream,
      decider: surveyDecider,
      command: {
        type: 'AnswerSurvey',
        tokenSha256,
        answer: command.answer,
        poorSatisfactionMax: this.settings.poorSatisfactionMax,
        now: this.clock.now(),
      },
      customerIdOf: (survey) => survey.request?.customerId ?? null,
      ...executionOf({ ...command.context, caller }),
    });
  }
}
