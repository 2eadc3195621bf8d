import { Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { PROJECTION_RUNNER, TICKET_COMMANDS } from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { IssueTicketCommandHandler } from './commands/issue-ticket-command.js';
import { PolicyTicketCommands } from './commands/policy-ticket-commands.js';
import { ticketProjections } from './projections/index.js';

/** Tickets: request, dispatch and on-site service. Global, since other stages’ policies send commands. */
@Global()
@Module({
  imports: [CqrsModule],
  providers: [
    IssueTicketCommandHandler,
    {
      provide: TICKET_COMMANDS,
      useFactory: (bus: CommandBus) => new PolicyTicketCommands(bus),
      inject: [CommandBus],
    },
  ],
  exports: [TICKET_COMMANDS],
})
export class TicketModule implements OnModuleInit {
  constructor(@Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner) {}

  async onModuleInit(): Promise<void> {
    for (const projection of ticketProjections) await this.projections.add(projection);
  }
}
