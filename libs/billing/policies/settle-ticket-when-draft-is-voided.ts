import type { RecordedEvent } from '@gongdan/core';
import type { TicketCommands } from '@gongdan/contracts';
import type { Policy, Reaction } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import { billedBy, settleTicket } from './settle-ticket.js';

/**
 * Nobody will issue a draft that was voided, so its ticket must not wait for that. What is to be billed after all needs
 * a new cycle, by a reopening: each is billed once.
 */
export class SettleTicketWhenDraftIsVoided implements Policy {
  readonly name = 'settle-ticket-when-draft-is-voided';
  readonly types = ['InvoiceVoided'];

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly tickets: TicketCommands,
  ) {}

  async react(voided: RecordedEvent, reaction: Reaction): Promise<void> {
    const billed = await billedBy(this.store, voided);
    if (billed === undefined) return;
    const { ticketId, cycle } = billed;
    const settlement = { outcome: 'nothing-to-bill', cycle } as const;
    await settleTicket(this.store, this.tickets, ticketId, settlement, reaction);
  }
}
