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
import { customerProjection } from '../../projections/customer/customer.projection.js';
import type { CustomerItem, ListCustomersQuery } from './list-customers.dto.js';

/** Customers, the newest first. */
@Injectable()
export class ListCustomers {
  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    private readonly fresh: FreshReads,
  ) {}

  async read(query: ListCustomersQuery): Promise<PageAnswer<CustomerItem>> {
    const { name } = customerProjection;
    await this.fresh.reach([name], query.minPosition);
    const filter = new Filter()
      .mentions(['name', 'phone'], query.text)
      .is('region', query.region)
      .is('tier', query.tier)
      .is('status', query.status);
    const page = await this.projections.readAt(name, (client) =>
      readPage(client, customerProjection, {
        filter,
        order: ['registered_at', 'customer_id'],
        direction: 'descending',
        limit: query.limit ?? PAGE_LIMIT_DEFAULT,
        cursor: query.cursor,
      }),
    );
    return pageAnswer(page, shown);
  }
}
