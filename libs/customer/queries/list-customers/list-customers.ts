import { Injectable } from '@nestjs/common';
import { Filter, ListReader, pageAnswer, shown, type PageAnswer } from '@gongdan/platform';
import { customerSearches } from '../../projections/customer/customer-words.js';
import {
  customerProjection,
  type CustomerRow,
} from '../../projections/customer/customer.projection.js';
import type { CustomerItem, ListCustomersQuery } from './list-customers.dto.js';

/** Customers, the newest first. */
@Injectable()
export class ListCustomers {
  constructor(private readonly lists: ListReader) {}

  async read(query: ListCustomersQuery): Promise<PageAnswer<CustomerItem>> {
    const filter = new Filter()
      .is('region', query.region)
      .is('tier', query.tier)
      .is('status', query.status);
    if (query.text !== undefined) filter.where(foundBy(query.text, filter));
    const page = await this.lists.read(customerProjection, query, {
      filter,
      order: ['registered_at', 'customer_id'],
      direction: 'descending',
    });
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
