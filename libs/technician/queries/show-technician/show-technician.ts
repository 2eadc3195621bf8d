import { Inject, Injectable } from '@nestjs/common';
import { GongdanError, streamName, type Clock } from '@gongdan/core';
import type { Caller } from '@gongdan/contracts';
import type { EventStore } from '@gongdan/event-store';
import {
  assignedOnlyTo,
  CLOCK,
  EVENT_STORE,
  FreshReads,
  PROJECTION_RUNNER,
  readAnswer,
  readNowOrAsOf,
  shown,
} from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { technicianRefusals } from '../../domain/technician-refusals.js';
import { technicianProjection } from '../../projections/technician/technician.projection.js';
import type { ShowTechnicianQuery, TechnicianAnswer } from './show-technician.dto.js';

/** One technician, as now or as of an earlier moment. For a technician all others are missing. */
@Injectable()
export class ShowTechnician {
  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly fresh: FreshReads,
  ) {}

  async read(id: string, query: ShowTechnicianQuery, caller: Caller): Promise<TechnicianAnswer> {
    const own = assignedOnlyTo(caller);
    if (own !== undefined && own !== id) throw new GongdanError(technicianRefusals.notFound());
    await this.fresh.reach([technicianProjection.name], query.minPosition);
    const { position, value } = await readNowOrAsOf(
      { projections: this.projections, store: this.store, clock: this.clock },
      technicianProjection,
      { key: id, stream: streamName('technician', id), asOf: query.asOf },
    );
    if (value === undefined) throw new GongdanError(technicianRefusals.notFound());
    const version = query.asOf === undefined ? value.version : undefined;
    return readAnswer({ position, ...shown(value) }, version);
  }
}
