import {
  Inject,
  Logger,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { messageOf } from '@gongdan/core';
import type { TicketCommands } from '@gongdan/contracts';
import type { PolicyRunner } from '@gongdan/event-feed';
import { keyFileIn, type EventStore } from '@gongdan/event-store';
import {
  configFolder,
  ENGINE,
  EVENT_STORE,
  POLICY_RUNNER,
  PROJECTION_RUNNER,
  TICKET_COMMANDS,
  type Engine,
} from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { SurveysController } from './api/surveys.controller.js';
import { AnswerSurveyHandler } from './commands/answer-survey/answer-survey.handler.js';
import { ExpireSurveysHandler } from './commands/expire-surveys/expire-surveys.handler.js';
import { RequestSurveyHandler } from './commands/request-survey/request-survey.handler.js';
import { SurveyExpiry } from './expiry/survey-expiry.js';
import { SURVEY_SECRET, SURVEY_SETTINGS } from './feedback.tokens.js';
import { CloseTicketWhenFeedbackIsIn } from './policies/close-ticket-when-feedback-is-in.js';
import { RequestSurveyWhenTicketCloses } from './policies/request-survey-when-ticket-closes.js';
import { feedbackProjections } from './projections/index.js';
import { ListSurveys } from './queries/list-surveys/list-surveys.js';
import { ShowSurvey } from './queries/show-survey/show-survey.js';
import { loadSurveySettings } from './survey-settings/load-survey-settings.js';

/**
 * Beside the keys of personal data, because the database alone must not be enough to answer in a customer’s
 * place. Were it lost, links that are out would no longer open; nothing else.
 */
const SECRET_FILE = 'survey-links.key';

/** Surveys and their answers. Needs TICKET_COMMANDS from a global module. */
@Module({
  imports: [CqrsModule],
  controllers: [SurveysController],
  providers: [
    { provide: SURVEY_SETTINGS, useFactory: () => loadSurveySettings(configFolder('surveys')) },
    {
      provide: SURVEY_SECRET,
      inject: [ENGINE],
      useFactory: ({ keysFolder }: Engine) => keyFileIn(keysFolder, SECRET_FILE),
    },
    RequestSurveyHandler,
    AnswerSurveyHandler,
    ExpireSurveysHandler,
    ListSurveys,
    ShowSurvey,
  ],
})
export class FeedbackModule
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly expiry: SurveyExpiry;

  constructor(
    private readonly commands: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(TICKET_COMMANDS) private readonly tickets: TicketCommands,
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    @Inject(POLICY_RUNNER) private readonly policies: PolicyRunner,
    @Inject(ENGINE) private readonly engine: Pick<Engine, 'livesInRealTime'>,
  ) {
    const log = new Logger(FeedbackModule.name);
    this.expiry = new SurveyExpiry(commands, (error) => {
      log.warn(`Surveys could not be expired: ${messageOf(error)}`);
    });
  }

  async onModuleInit(): Promise<void> {
    for (const projection of feedbackProjections) await this.projections.add(projection);
    const { store, commands, tickets } = this;
    await this.policies.add(new RequestSurveyWhenTicketCloses(store, commands));
    await this.policies.add(new CloseTicketWhenFeedbackIsIn(store, tickets));
  }

  /**
   * When the command bus knows all handlers. The expiry goes by real minutes: in virtual time it would find the
   * surveys of whatever day that has come to.
   */
  onApplicationBootstrap(): void {
    if (this.engine.livesInRealTime) this.expiry.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.expiry.stop();
  }
}
