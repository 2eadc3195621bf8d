import { Inject, Injectable } from '@nestjs/common';
import { GongdanError, type Clock, type Instant } from '@gongdan/core';
import {
  checkedInstant,
  CLOCK,
  Filter,
  FreshReads,
  PAGE_LIMIT_DEFAULT,
  pageAnswer,
  pastInstant,
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
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly fresh: FreshReads,
  ) {}

  /** Throws `CUSTOMER.NOT_FOUND`, `REQUEST.IN_THE_FUTURE`. */
  async read(customerId: string, query: CustomerHistoryQuery): Promise<PageAnswer<HistoryItem>> {
    const filter = filterOf(customerId, query, this.clock);
    await this.fresh.reach(NAMES, query.minPosition);
    const page = await this.projections.readAt(NAMES, async (client) => {
      const history = await readPage(client, customerHistoryProjection, {
        filter,
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

function filterOf(customerId: string, query: CustomerHistoryQuery, clock: Clock): Filter {
  const filter = new Filter().is('customer_id', customerId).is('kind', query.kind);
  const limit = (comparison: string, instant: Instant): void => {
    filter.where(`t.occurred_at ${comparison} ${filter.bind(instant)}::timestamptz`);
  };
  const { from, to, asOf } = query;
  if (from !== undefined) limit('>=', checkedInstant(from));
  if (to !== undefined) limit('<', checkedInstant(to));
  if (asOf !== undefined) limit('<=', pastInstant(asOf, '/asOf', clock));
  return filter;
}
