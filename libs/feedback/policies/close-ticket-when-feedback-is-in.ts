import { GongdanError, streamName, type RecordedEvent } from '@gongdan/core';
import {
  ticketOutlineOf,
  type SurveyEvent,
  type TicketCommands,
  type TicketEvent,
} from '@gongdan/contracts';
import { askedBy, type Policy, type Reaction } from '@gongdan/event-feed';
import { readWholeStream, type EventStore } from '@gongdan/event-store';

/** An answer, or its absence in time, ends the ticket’s journey. */
export class CloseTicketWhenFeedbackIsIn implements Policy {
  readonly name = 'close-ticket-when-feedback-is-in';
  readonly types = ['SurveyAnswered', 'SurveyExpired'];

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly tickets: TicketCommands,
  ) {}

  async react(event: RecordedEvent, reaction: Reaction): Promise<void> {
    const [first] = await this.store.readStream(event.stream, { limit: 1 });
    const survey = first as (RecordedEvent & SurveyEvent) | undefined;
    if (survey?.type !== 'SurveyRequested') return;
    const { ticketId, cycle } = survey.data;
    const reason =
      event.type === 'SurveyAnswered' ? 'The customer gave feedback' : 'No feedback in time';
    const closing = { cycle, reason };
    const result = await this.tickets.close(ticketId, closing, askedBy(reaction, 'close'));
    if (result.ok || (await this.hasMovedOn(ticketId, cycle))) return;
    throw new GongdanError(result.error);
  }

  /** Closed by hand meanwhile, or reopened: the feedback stands, the ticket goes its own way. */
  private async hasMovedOn(ticketId: string, cycle: number): Promise<boolean> {
    const events = await readWholeStream(this.store, streamName('ticket', ticketId));
    const ticket = ticketOutlineOf(events as readonly TicketEvent[]);
    return ticket?.stage !== 'feedback' || ticket.cycle !== cycle;
  }
}
