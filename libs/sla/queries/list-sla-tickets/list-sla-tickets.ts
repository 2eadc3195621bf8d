import { Injectable } from '@nestjs/common';
import { ListReader, pageAnswer, shown, type ListCount, type PageAnswer } from '@gongdan/platform';
import { slaTicketProjection } from '../../projections/sla-ticket/sla-ticket.projection.js';
import type {
  ListSlaTicketsQuery,
  SlaTicketFilterQuery,
  SlaTicketItem,
} from './list-sla-tickets.dto.js';
import { ticketConditions } from './ticket-filter.js';

/** The tickets behind a figure, by registration; and how many there are. */
@Injectable()
export class ListSlaTickets {
  constructor(private readonly lists: ListReader) {}

  async list(query: ListSlaTicketsQuery): Promise<PageAnswer<SlaTicketItem>> {
    const page = await this.lists.read(slaTicketProjection, query, {
      filter: ticketConditions(query),
      order: ['registered_at', 'ticket_id'],
      direction: 'ascending',
    });
    return pageAnswer(page, shown);
  }

  count(query: SlaTicketFilterQuery): Promise<ListCount> {
    return this.lists.count(slaTicketProjection, query, ticketConditions(query));
  }
}
