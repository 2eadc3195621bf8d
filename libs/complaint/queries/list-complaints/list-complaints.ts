import { Inject, Injectable } from '@nestjs/common';
import {
  Filter,
  FreshReads,
  PAGE_LIMIT_DEFAULT,
  pageAnswer,
  PROJECTION_RUNNER,
  readPage,
  shown,
  type PageAnswer,
} from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { complaintProjection } from '../../projections/complaint/complaint.projection.js';
import type { ComplaintItem, ListComplaintsQuery } from './list-complaints.dto.js';

/** Complaints, the newest first. */
@Injectable()
export class ListComplaints {
  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    private readonly fresh: FreshReads,
  ) {}

  async read(query: ListComplaintsQuery): Promise<PageAnswer<ComplaintItem>> {
    const { name } = complaintProjection;
    await this.fresh.reach([name], query.minPosition);
    const filter = new Filter()
      .is('status', query.status)
      .is('severity', query.severity)
      .is('level', query.level)
      .is('owner_id', query.ownerId)
      .is('customer_id', query.customerId)
      .holds('ticket_ids', query.ticketId);
    const page = await this.projections.readAt(name, (client) =>
      readPage(client, complaintProjection, {
        filter,
        order: ['opened_at', 'complaint_id'],
        direction: 'descending',
        limit: query.limit ?? PAGE_LIMIT_DEFAULT,
        cursor: query.cursor,
      }),
    );
    return pageAnswer(page, shown);
  }
}
