import { Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import type { PolicyRunner } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import {
  COMPLAINT_COMMANDS,
  EVENT_STORE,
  POLICY_RUNNER,
  PROJECTION_RUNNER,
} from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { ComplaintsController } from './api/complaints.controller.js';
import { SurveyComplaintsController } from './api/survey-complaints.controller.js';
import { AnswerComplaintHandler } from './commands/answer-complaint/answer-complaint.handler.js';
import { CloseComplaintHandler } from './commands/close-complaint/close-complaint.handler.js';
import { EscalateComplaintHandler } from './commands/escalate-complaint/escalate-complaint.handler.js';
import { OpenComplaintBySurveyHandler } from './commands/open-complaint-by-survey/open-complaint-by-survey.handler.js';
import { OpenComplaintHandler } from './commands/open-complaint/open-complaint.handler.js';
import { PolicyComplaintCommands } from './commands/policy-complaint-commands.js';
import { OpenComplaintWhenRatingIsPoor } from './policies/open-complaint-when-rating-is-poor.js';
import { complaintProjections } from './projections/index.js';
import { ListComplaints } from './queries/list-complaints/list-complaints.js';
import { ShowComplaint } from './queries/show-complaint/show-complaint.js';

/**
 * Complaints and the steps that they climb. Global for COMPLAINT_COMMANDS, through which the policies of other
 * stages reach a complaint.
 */
@Global()
@Module({
  imports: [CqrsModule],
  controllers: [ComplaintsController, SurveyComplaintsController],
  providers: [
    OpenComplaintHandler,
    OpenComplaintBySurveyHandler,
    EscalateComplaintHandler,
    AnswerComplaintHandler,
    CloseComplaintHandler,
    {
      provide: COMPLAINT_COMMANDS,
      inject: [CommandBus],
      useFactory: (commands: CommandBus) => new PolicyComplaintCommands(commands),
    },
    ListComplaints,
    ShowComplaint,
  ],
  exports: [COMPLAINT_COMMANDS],
})
export class ComplaintModule implements OnModuleInit {
  constructor(
    private readonly commands: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    @Inject(POLICY_RUNNER) private readonly policies: PolicyRunner,
  ) {}

  async onModuleInit(): Promise<void> {
    for (const projection of complaintProjections) await this.projections.add(projection);
    const { store, commands } = this;
    await this.policies.add(new OpenComplaintWhenRatingIsPoor(store, commands));
  }
}
