import type { CommandBus } from '@nestjs/cqrs';
import { splitStreamName, streamName, type RecordedEvent } from '@gongdan/core';
import {
  archivedVisitOf,
  countsAgainstContract,
  signedContractOf,
  ticketOutlineOf,
  type TicketEvent,
} from '@gongdan/contracts';
import { policyCommandContext, type Policy, type Reaction } from '@gongdan/event-feed';
import { accepted, readWholeStream, type EventStore } from '@gongdan/event-store';
import { UseVisit } from '../commands/use-visit/use-visit.handler.js';

/**
 * A visit to a customer whose contract was in force when work was finished is counted against it when its voucher is
 * archived.
 * Billing waits for the count (`draft-invoice-when-ticket-archived`) and asks the same question in the
 * same words, `countsAgainstContract`.
 */
export class CountContractVisitWhenTicketArchived implements Policy {
  readonly name = 'count-contract-visit-when-ticket-archived';
  readonly types = ['TicketArchived'];

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly commands: Pick<CommandBus, 'execute'>,
    private readonly timeZone: string,
  ) {}

  async react(archived: RecordedEvent, reaction: Reaction): Promise<void> {
    const { id: ticketId } = splitStreamName(archived.stream);
    const events = await readWholeStream(this.store, archived.stream, archived.version);
    const ticket = ticketOutlineOf(events as readonly TicketEvent[]);
    if (!ticket?.contractId || ticket.stage !== 'billing') return;
    const contract = signedContractOf(
      await this.store.readStream(streamName('contract', ticket.contractId), { limit: 1 }),
    );
    if (!countsAgainstContract(ticket, contract, archivedVisitOf(archived, this.timeZone))) return;
    const visit = { ticketId, cycle: ticket.cycle };
    const context = policyCommandContext(reaction, '');
    accepted(await this.commands.execute(new UseVisit(ticket.contractId, visit, context)));
  }
}
