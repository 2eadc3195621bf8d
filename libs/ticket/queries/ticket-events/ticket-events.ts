import { Inject, Injectable } from '@nestjs/common';
import { toCloudEvent, type Caller } from '@gongdan/contracts';
import type { Clock } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import { CLOCK, EVENT_STORE, momentOf, readAnswer } from '@gongdan/platform';
import { isPast } from '../shared/fold-as-of.js';
import { readTicket } from '../shared/read-ticket.js';
import { stateOf } from '../shared/ticket-state-of.js';
import { requireVisible } from '../shared/visible-ticket.js';
import {
  EVENTS_LIMIT_DEFAULT,
  type TicketEventsAnswer,
  type TicketEventsQuery,
} from './ticket-events.dto.js';

/** Everything that happened to a ticket, in order, as CloudEvents. */
@Injectable()
export class TicketEvents {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async read(
    ticketId: string,
    query: TicketEventsQuery,
    caller: Caller,
  ): Promise<TicketEventsAnswer> {
    const { after = 0, limit = EVENTS_LIMIT_DEFAULT, minPosition } = query;
    const moment = momentOf(query, this.clock);
    const { events, position } = await readTicket(this.store, ticketId, minPosition);
    requireVisible(stateOf(events), caller);
    const left = events.filter(
      (event) => event.version > after && (moment === undefined || isPast(event, moment)),
    );
    const page = left.slice(0, limit);
    const nextAfter = left.length > limit ? (page.at(-1)?.version ?? null) : null;
    return readAnswer({ position, items: page.map(toCloudEvent), nextAfter });
  }
}
