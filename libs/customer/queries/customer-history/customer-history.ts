import { Inject, Injectable } from '@nestjs/common';
import { GongdanError } from '@gongdan/core';
import {
  checkedInstant,
  Filter,
  FreshReads,
  PAGE_LIMIT_DEFAULT,
  pageAnswer,
  PROJECTION_RUNNER,
  readPage,
  readRow,
  shown,
  type PageAnswer,
} from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { customerRefusals } from '../../domain/customer-refusals.js';
import { customerHistoryProjection } from '../../projections/customer-history/customer-history.projection.js';
import { customerProjection } from '../../projections/customer/customer.projection.js';
import type { CustomerHistoryQuery, HistoryItem } from './customer-history.dto.js';

const NAMES = [customerHistoryProjection.name, customerProjection.name];

/** Everything that ever happened with one customer, by when it happened. */
@Injectable()
export class ReadCustomerHistory {
  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    private readonly fresh: FreshReads,
  ) {}

  async read(customerId: string, query: CustomerHistoryQuery): Promise<PageAnswer<HistoryItem>> {
    await this.fresh.reach(NAMES, query.minPosition);
    const page = await this.projections.readAt(NAMES, async (client) => {
      const history = await readPage(client, customerHistoryProjection, {
        filter: filterOf(customerId, query),
        order: ['occurred_at', 'position'],
        direction: query.sort === 'oldest' ? 'ascending' : 'descending',
        limit: query.limit ?? PAGE_LIMIT_DEFAULT,
        cursor: query.cursor,
      });
      // A customer without a file (imported tickets) has a history, too.
      const known = history.total > 0 || (await readRow(client, customerProjection, customerId));
      return known ? history : undefined;
    });
    if (page.value === undefined) throw new GongdanError(customerRefusals.notFound());
    return pageAnswer({ position: page.position, value: page.value }, shown);
  }
}

function filterOf(customerId: string, query: CustomerHistoryQuery): Filter {
  const filter = new Filter().is('customer_id', customerId).is('kind', query.kind);
  const limit = (comparison: string, text: string | undefined): void => {
    if (text === undefined) return;
    filter.where(`t.occurred_at ${comparison} ${filter.bind(checkedInstant(text))}::timestamptz`);
  };
  limit('>=', query.from);
  limit('<', query.to);
  limit('<=', query.asOf);
  return filter;
}
