import { Inject, Injectable } from '@nestjs/common';
import {
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
import { surveyProjection } from '../../projections/survey/survey.projection.js';
import type { ListSurveysQuery, SurveyItem } from './list-surveys.dto.js';

/** Surveys, the newest first. */
@Injectable()
export class ListSurveys {
  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    private readonly fresh: FreshReads,
  ) {}

  async read(query: ListSurveysQuery): Promise<PageAnswer<SurveyItem>> {
    const { name } = surveyProjection;
    await this.fresh.reach([name], query.minPosition);
    const filter = new Filter()
      .is('status', query.status)
      .is('customer_id', query.customerId)
      .is('technician_id', query.technicianId)
      .is('ticket_id', query.ticketId);
    if (query.poor !== undefined) filter.where(`t.poor IS ${query.poor ? '' : 'NOT '}TRUE`);
    const page = await this.projections.readAt(name, (client) =>
      readPage(client, surveyProjection, {
        filter,
        order: ['requested_at', 'survey_id'],
        direction: 'descending',
        limit: query.limit ?? PAGE_LIMIT_DEFAULT,
        cursor: query.cursor,
      }),
    );
    return pageAnswer(page, shown);
  }
}
