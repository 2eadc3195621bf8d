import { Inject, Injectable } from '@nestjs/common';
import { GongdanError, streamName, type Clock } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import {
  CLOCK,
  EVENT_STORE,
  FreshReads,
  PROJECTION_RUNNER,
  readAnswer,
  readNowOrAsOf,
  shown,
} from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { complaintRefusals } from '../../domain/complaint-refusals.js';
import { complaintProjection } from '../../projections/complaint/complaint.projection.js';
import type { ComplaintAnswer, ShowComplaintQuery } from './show-complaint.dto.js';

/** One complaint, as now or as of an earlier moment. */
@Injectable()
export class ShowComplaint {
  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly fresh: FreshReads,
  ) {}

  async read(id: string, query: ShowComplaintQuery): Promise<ComplaintAnswer> {
    await this.fresh.reach([complaintProjection.name], query.minPosition);
    const { position, value: row } = await readNowOrAsOf(
      { projections: this.projections, store: this.store, clock: this.clock },
      complaintProjection,
      { key: id, stream: streamName('complaint', id), asOf: query.asOf },
    );
    if (row === undefined) throw new GongdanError(complaintRefusals.notFound());
    const version = query.asOf === undefined ? row.version : undefined;
    return readAnswer({ position, ...shown(row) }, version);
  }
}
