import { Injectable } from '@nestjs/common';
import type { Caller } from '@gongdan/contracts';
import {
  assignedOnlyTo,
  Filter,
  ListReader,
  pageAnswer,
  shown,
  type PageAnswer,
} from '@gongdan/platform';
import { technicianProjection } from '../../projections/technician/technician.projection.js';
import type { ListTechniciansQuery, TechnicianItem } from './list-technicians.dto.js';

/** Technicians by name. A technician sees only himself. */
@Injectable()
export class ListTechnicians {
  constructor(private readonly lists: ListReader) {}

  async read(query: ListTechniciansQuery, caller: Caller): Promise<PageAnswer<TechnicianItem>> {
    const filter = new Filter()
      .mentions(['name'], query.text)
      .is('team', query.team)
      .is('region', query.region)
      .holds('skills', query.skill)
      .is('active', query.active);
    const own = assignedOnlyTo(caller);
    if (own !== undefined) filter.is('technician_id', own ?? '');
    const page = await this.lists.read(technicianProjection, query, {
      filter,
      order: ['name', 'technician_id'],
      direction: 'ascending',
    });
    return pageAnswer(page, shown);
  }
}
