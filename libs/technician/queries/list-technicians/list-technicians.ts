import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '@gongdan/contracts';
import {
  assignedOnlyTo,
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
import { technicianProjection } from '../../projections/technician/technician.projection.js';
import type { ListTechniciansQuery, TechnicianItem } from './list-technicians.dto.js';

/** Technicians by name. A technician sees only himself. */
@Injectable()
export class ListTechnicians {
  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    private readonly fresh: FreshReads,
  ) {}

  async read(query: ListTechniciansQuery, caller: Caller): Promise<PageAnswer<TechnicianItem>> {
    const { name } = technicianProjection;
    await this.fresh.reach([name], query.minPosition);
    const filter = new Filter()
      .mentions(['name'], query.text)
      .is('team', query.team)
      .is('region', query.region)
      .holds('skills', query.skill)
      .is('active', query.active);
    const own = assignedOnlyTo(caller);
    if (own !== undefined) filter.is('technician_id', own ?? '');
    const page = await this.projections.readAt(name, (client) =>
      readPage(client, technicianProjection, {
        filter,
        order: ['name', 'technician_id'],
        direction: 'ascending',
        limit: query.limit ?? PAGE_LIMIT_DEFAULT,
        cursor: query.cursor,
      }),
    );
    return pageAnswer(page, shown);
  }
}
