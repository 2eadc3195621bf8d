import { Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { PROJECTION_RUNNER, TICKET_COMMANDS } from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { AttachmentStore } from './api/attachments/attachment-store.js';
import { AttachmentsController } from './api/attachments/attachments.controller.js';
import { BoardController } from './api/board.controller.js';
import { CommandIssuer } from './api/commands/command-issuer.js';
import { KnownThings } from './api/commands/known-things.js';
import { TicketCommandsController } from './api/commands/ticket-commands.controller.js';
import { LoadsController } from './api/loads.controller.js';
import { OperationsController } from './api/operations/operations.controller.js';
import { TicketsController } from './api/tickets.controller.js';
import { CarryOver } from './carry-over/carry-over.service.js';
import { IssueTicketCommandHandler, PolicyTicketCommands } from './commands/index.js';
import { ticketProjections } from './projections/index.js';
import { DailyRegister } from './queries/daily-register/daily-register.js';
import { DispatchBoard } from './queries/dispatch-board/dispatch-board.js';
import { ListTickets } from './queries/list-tickets/list-tickets.js';
import { ReadModels } from './queries/shared/read-models.js';
import { ShowTicket } from './queries/show-ticket/show-ticket.js';
import { TechnicianLoad } from './queries/technician-load/technician-load.js';
import { TicketEvents } from './queries/ticket-events/ticket-events.js';

/**
 * Tickets: their commands, lists, board, loads and register. Global for TICKET_COMMANDS, through which
 * the policies of other stages reach a ticket.
 */
@Global()
@Module({
  imports: [CqrsModule],
  controllers: [
    TicketsController,
    AttachmentsController,
    TicketCommandsController,
    BoardController,
    LoadsController,
    OperationsController,
  ],
  providers: [
    IssueTicketCommandHandler,
    {
      provide: TICKET_COMMANDS,
      inject: [CommandBus],
      useFactory: (commands: CommandBus) => new PolicyTicketCommands(commands),
    },
    CommandIssuer,
    KnownThings,
    AttachmentStore,
    ReadModels,
    ListTickets,
    ShowTicket,
    TicketEvents,
    DispatchBoard,
    TechnicianLoad,
    DailyRegister,
    CarryOver,
  ],
  exports: [TICKET_COMMANDS],
})
export class TicketModule implements OnModuleInit {
  constructor(@Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner) {}

  async onModuleInit(): Promise<void> {
    for (const projection of ticketProjections) await this.projections.add(projection);
  }
}
