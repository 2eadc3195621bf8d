import type { CommandBus } from '@nestjs/cqrs';
import type { RecordedEvent } from '@gongdan/core';
import { policyCommandContext, type Policy, type Reaction } from '@gongdan/event-feed';
import { accepted, type EventStore } from '@gongdan/event-store';
import { ChangePlan } from '../commands/change-plan/change-plan.handler.js';
import { visitOfTicket } from './maintenance-ticket.js';

/**
 * A visit whose ticket was cancelled, or goes on in another one, did not take place: its slot is open again. It is
 * not ordered anew by itself, as somebody had a reason.
 */
export class OpenSlotWhenMaintenanceVisitIsCancelled implements Policy {
  readonly name = 'open-slot-when-maintenance-visit-is-cancelled';
  readonly types = ['TicketCancelled', 'TicketMerged'];

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly commands: Pick<CommandBus, 'execute'>,
  ) {}

  async react(ended: RecordedEvent, reaction: Reaction): Promise<void> {
    const visit = await visitOfTicket(this.store, ended);
    if (visit === undefined) return;
    const reason = ended.type === 'TicketMerged' ? 'merged' : 'cancelled';
    const context = policyCommandContext(reaction, '');
    const change = { type: 'OpenSlot', ...visit, reason } as const;
    accepted(await this.commands.execute(new ChangePlan(change, context)));
  }
}
