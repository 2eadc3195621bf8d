import { Injectable } from '@nestjs/common';
import type { Caller } from '@gongdan/contracts';
import {
  assignedOnlyTo,
  Filter,
  ListReader,
  pageAnswer,
  shown,
  type ListCount,
  type PageAnswer,
} from '@gongdan/platform';
import { technicianProjection } from '../../projections/technician/technician.projection.js';
import type {
  ListTechniciansQuery,
  TechnicianFilterQuery,
  TechnicianItem,
} from './list-technicians.dto.js';

/** Technicians by name, and how many there are. A technician sees only himself. */
@Injectable()
export class ListTechnicians {
  constructor(private readonly lists: ListReader) {}

  async read(query: ListTechniciansQuery, caller: Caller): Promise<PageAnswer<TechnicianItem>> {
    const page = await this.lists.read(technicianProjection, query, {
      filter: filterOf(query, caller),
      order: ['name', 'technician_id'],
      direction: 'ascending',
    });
    return pageAnswer(page, shown);
  }

  count(query: TechnicianFilterQuery, caller: Caller): Promise<ListCount> {
    return this.lists.count(technicianProjection, query, filterOf(query, caller));
  }
}

function filterOf(query: TechnicianFilterQuery, caller: Caller): Filter {
  const filter = new Filter()
    .mentions(['name'], query.text)
    .is('team', query.team)
    .is('region', query.region)
    .holds('skills', query.skill)
    .is('active', query.active);
  const own = assignedOnlyTo(caller);
  return own === undefined ? filter : filter.is('technician_id', own ?? '');
}
