import type { CommandBus } from '@nestjs/cqrs';
import type { RecordedEvent } from '@gongdan/core';
import { policyCommandContext, type Policy, type Reaction } from '@gongdan/event-feed';
import { accepted, type EventStore } from '@gongdan/event-store';
import { ChangePlan } from '../commands/change-plan/change-plan.handler.js';
import { visitOfTicket } from './maintenance-ticket.js';

/** A visit is done when its voucher is archived; what is reopened after that leaves it done. */
export class NoteVisitDoneWhenMaintenanceTicketIsArchived implements Policy {
  readonly name = 'note-visit-done-when-maintenance-ticket-is-archived';
  readonly types = ['TicketArchived'];

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly commands: Pick<CommandBus, 'execute'>,
  ) {}

  async react(archived: RecordedEvent, reaction: Reaction): Promise<void> {
    const visit = await visitOfTicket(this.store, archived);
    if (visit === undefined) return;
    const context = policyCommandContext(reaction, '');
    accepted(
      await this.commands.execute(new ChangePlan({ type: 'NoteVisitDone', ...visit }, context)),
    );
  }
}
