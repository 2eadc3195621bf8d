import type { CommandBus } from '@nestjs/cqrs';
import { splitStreamName, type RecordedEvent } from '@gongdan/core';
import { ticketOutlineOf, type TicketEvent } from '@gongdan/contracts';
import { policyCommandContext, type Policy, type Reaction } from '@gongdan/event-feed';
import { accepted, readWholeStream, type EventStore } from '@gongdan/event-store';
import { RequestSurvey } from '../commands/request-survey/request-survey.handler.js';

/**
 * When billing is done with a ticket and its workflow asks for feedback, the customer is sent a survey.
 * It is about the cycle that was settled, and about the technician who had the lead in it.
 */
export class RequestSurveyWhenTicketCloses implements Policy {
  readonly name = 'request-survey-when-ticket-closes';
  readonly types = ['TicketSettled'];

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly commands: Pick<CommandBus, 'execute'>,
  ) {}

  async react(settled: RecordedEvent, reaction: Reaction): Promise<void> {
    const { id: ticketId } = splitStreamName(settled.stream);
    const events = await readWholeStream(this.store, settled.stream, settled.version);
    const ticket = ticketOutlineOf(events as readonly TicketEvent[]);
    if (ticket?.stage !== 'feedback') return; // this workflow asks for none
    const { customerId, cycle, technicianIds } = ticket;
    const technicianId = technicianIds[0] ?? null;
    const context = policyCommandContext(reaction, '');
    const command = new RequestSurvey({ ticketId, customerId, cycle, technicianId }, context);
    accepted(await this.commands.execute(command));
  }
}
