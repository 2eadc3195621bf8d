import { Injectable } from '@nestjs/common';
import { Filter, ListReader, pageAnswer, shown, type PageAnswer } from '@gongdan/platform';
import { surveyProjection } from '../../projections/survey/survey.projection.js';
import type { ListSurveysQuery, SurveyItem } from './list-surveys.dto.js';

/** Surveys, the newest first. */
@Injectable()
export class ListSurveys {
  constructor(private readonly lists: ListReader) {}

  async read(query: ListSurveysQuery): Promise<PageAnswer<SurveyItem>> {
    const filter = new Filter()
      .is('status', query.status)
      .is('customer_id', query.customerId)
      .is('technician_id', query.technicianId)
      .is('ticket_id', query.ticketId);
    if (query.poor !== undefined) filter.where(`t.poor IS ${query.poor ? '' : 'NOT '}TRUE`);
    const page = await this.lists.read(surveyProjection, query, {
      filter,
      order: ['requested_at', 'survey_id'],
      direction: 'descending',
    });
    return pageAnswer(page, shown);
  }
}
