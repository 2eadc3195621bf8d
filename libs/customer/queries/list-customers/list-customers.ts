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
import { customerSearches } from '../../projections/customer/customer-words.js';
import {
  customerProjection,
  type CustomerRow,
} from '../../projections/customer/customer.projection.js';
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
      .is('region', query.region)
      .is('tier', query.tier)
      .is('status', query.status);
    if (query.text !== undefined) filter.where(foundBy(query.text, filter));
    const page = await this.projections.readAt(name, (client) =>
      readPage(client, customerProjection, {
        filter,
        order: ['registered_at', 'customer_id'],
        direction: 'descending',
        limit: query.limit ?? PAGE_LIMIT_DEFAULT,
        cursor: query.cursor,
      }),
    );
    return pageAnswer(page, customerItem);
  }
}

function foundBy(text: string, filter: Filter): string {
  const searches = customerSearches(text).map(
    (words) => `t.search_words @> ${filter.bind(words)}::text[]`,
  );
  return searches.length === 0 ? 'false' : searches.join(' OR ');
}

export function customerItem(row: CustomerRow) {
  const { search_words: _words, ...rest } = row;
  return shown(rest);
}
