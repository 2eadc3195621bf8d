import { Injectable } from '@nestjs/common';
import {
  Filter,
  ListReader,
  pageAnswer,
  shown,
  type ListCount,
  type PageAnswer,
} from '@gongdan/platform';
import { customerSearches } from '../../projections/customer/customer-words.js';
import {
  customerProjection,
  type CustomerRow,
} from '../../projections/customer/customer.projection.js';
import type {
  CustomerFilterQuery,
  CustomerItem,
  ListCustomersQuery,
} from './list-customers.dto.js';

/** Customers, the newest first; and how many there are. */
@Injectable()
export class ListCustomers {
  constructor(private readonly lists: ListReader) {}

  async read(query: ListCustomersQuery): Promise<PageAnswer<CustomerItem>> {
    const page = await this.lists.read(customerProjection, query, {
      filter: filterOf(query),
      order: ['registered_at', 'customer_id'],
      direction: 'descending',
    });
    return pageAnswer(page, customerItem);
  }

  count(query: CustomerFilterQuery): Promise<ListCount> {
    return this.lists.count(customerProjection, query, filterOf(query));
  }
}

function filterOf({ region, tier, status, text }: CustomerFilterQuery): Filter {
  const filter = new Filter().is('region', region).is('tier', tier).is('status', status);
  return text === undefined ? filter : filter.where(foundBy(text, filter));
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
