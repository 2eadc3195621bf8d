import { Injectable } from '@nestjs/common';
import { Filter, ListReader, pageAnswer, shown, type PageAnswer } from '@gongdan/platform';
import { complaintProjection } from '../../projections/complaint/complaint.projection.js';
import type { ComplaintItem, ListComplaintsQuery } from './list-complaints.dto.js';

/** Complaints, the newest first. */
@Injectable()
export class ListComplaints {
  constructor(private readonly lists: ListReader) {}

  async read(query: ListComplaintsQuery): Promise<PageAnswer<ComplaintItem>> {
    const filter = new Filter()
      .is('status', query.status)
      .is('severity', query.severity)
      .is('level', query.level)
      .is('owner_id', query.ownerId)
      .is('customer_id', query.customerId)
      .holds('ticket_ids', query.ticketId);
    const page = await this.lists.read(complaintProjection, query, {
      filter,
      order: ['opened_at', 'complaint_id'],
      direction: 'descending',
    });
    return pageAnswer(page, shown);
  }
}
