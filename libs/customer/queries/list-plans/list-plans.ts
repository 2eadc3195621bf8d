import { Injectable } from '@nestjs/common';
import {
  Filter,
  ListReader,
  pageAnswer,
  shown,
  type ListCount,
  type PageAnswer,
} from '@gongdan/platform';
import { maintenancePlanProjection } from '../../projections/maintenance-plan/maintenance-plan.projection.js';
import type { ListPlansQuery, PlanFilterQuery, PlanItem } from './list-plans.dto.js';

/** Maintenance plans, the newest first; and how many there are. */
@Injectable()
export class ListPlans {
  constructor(private readonly lists: ListReader) {}

  async read(query: ListPlansQuery): Promise<PageAnswer<PlanItem>> {
    const page = await this.lists.read(maintenancePlanProjection, query, {
      filter: filterOf(query),
      order: ['planned_at', 'plan_id'],
      direction: 'descending',
    });
    return pageAnswer(page, (row) => shown(row));
  }

  count(query: PlanFilterQuery): Promise<ListCount> {
    return this.lists.count(maintenancePlanProjection, query, filterOf(query));
  }
}

function filterOf({ customerId, contractId, deviceId, state, open }: PlanFilterQuery): Filter {
  const filter = new Filter()
    .is('customer_id', customerId)
    .is('contract_id', contractId)
    .is('device_id', deviceId)
    .is('state', state);
  return open === undefined ? filter : filter.where(open ? 't.open_count > 0' : 't.open_count = 0');
}
