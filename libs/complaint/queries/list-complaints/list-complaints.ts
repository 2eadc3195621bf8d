import { Injectable } from '@nestjs/common';
import {
  Filter,
  ListReader,
  pageAnswer,
  shown,
  type ListCount,
  type PageAnswer,
} from '@gongdan/platform';
import { complaintProjection } from '../../projections/complaint/complaint.projection.js';
import type {
  ComplaintFilterQuery,
  ComplaintItem,
  ListComplaintsQuery,
} from './list-complaints.dto.js';

/** Complaints, the newest first; and how many there are. */
@Injectable()
export class ListComplaints {
  constructor(private readonly lists: ListReader) {}

  async read(query: ListComplaintsQuery): Promise<PageAnswer<ComplaintItem>> {
    const page = await this.lists.read(complaintProjection, query, {
      filter: filterOf(query),
      order: ['opened_at', 'complaint_id'],
      direction: 'descending',
    });
    return pageAnswer(page, shown);
  }

  count(query: ComplaintFilterQuery): Promise<ListCount> {
    return this.lists.count(complaintProjection, query, filterOf(query));
  }
}

const filterOf = (query: ComplaintFilterQuery): Filter =>
  new Filter()
    .is('status', query.status)
    .is('severity', query.severity)
    .is('level', query.level)
    .is('owner_id', query.ownerId)
    .is('customer_id', query.customerId)
    .holds('ticket_ids', query.ticketId);
