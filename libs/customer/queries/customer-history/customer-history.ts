import { Inject, Injectable } from '@nestjs/common';
import { GongdanError, type Clock, type Instant } from '@gongdan/core';
import {
  checkedInstant,
  CLOCK,
  countRows,
  Filter,
  FreshReads,
  PAGE_LIMIT_DEFAULT,
  pageAnswer,
  pastInstant,
  PROJECTION_RUNNER,
  readAnswer,
  readPage,
  readRow,
  readRows,
  shown,
  type ListCount,
  type PageAnswer,
} from '@gongdan/platform';
import type { ProjectionRunner, ReadAt } from '@gongdan/projections';
import { customerRefusals } from '../../domain/customer-refusals.js';
import { customerHistoryProjection } from '../../projections/customer-history/customer-history.projection.js';
import { customerProjection } from '../../projections/customer/customer.projection.js';
import type {
  CustomerHistoryQuery,
  HistoryFilterQuery,
  HistoryItem,
} from './customer-history.dto.js';

type Queryable = Parameters<typeof readRow>[0];

const NAMES = [customerHistoryProjection.name, customerProjection.name];

/** Everything that ever happened with one customer, by when it happened; and how much that is. */
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
    const page = await this.ofKnown(customerId, query, (client) =>
      readPage(client, customerHistoryProjection, {
        filter,
        order: ['occurred_at', 'position'],
        direction: query.sort === 'oldest' ? 'ascending' : 'descending',
        limit: query.limit ?? PAGE_LIMIT_DEFAULT,
        cursor: query.cursor,
      }),
    );
    return pageAnswer(page, shown);
  }

  async count(customerId: string, query: HistoryFilterQuery): Promise<ListCount> {
    const filter = filterOf(customerId, query, this.clock);
    const { position, value } = await this.ofKnown(customerId, query, (client) =>
      countRows(client, customerHistoryProjection, filter),
    );
    return readAnswer({ position, count: value });
  }

  /** Throws `CUSTOMER.NOT_FOUND` for one who never was. */
  private async ofKnown<Value>(
    customerId: string,
    { minPosition }: HistoryFilterQuery,
    work: (client: Queryable) => Promise<Value>,
  ): Promise<ReadAt<Value>> {
    await this.fresh.reach(NAMES, minPosition);
    return this.projections.readAt(NAMES, async (client) => {
      if (await isKnown(client, customerId)) return work(client);
      throw new GongdanError(customerRefusals.notFound());
    });
  }
}

/** A customer without a file (imported tickets) has a history, too. */
async function isKnown(client: Queryable, customerId: string): Promise<boolean> {
  if ((await readRow(client, customerProjection, customerId)) !== undefined) return true;
  const anything = 'WHERE t.customer_id = $1 LIMIT 1';
  return (await readRows(client, customerHistoryProjection, anything, [customerId])).length > 0;
}

function filterOf(customerId: string, query: HistoryFilterQuery, clock: Clock): Filter {
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
