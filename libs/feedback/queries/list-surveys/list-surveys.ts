import { Injectable } from '@nestjs/common';
import {
  Filter,
  ListReader,
  pageAnswer,
  shown,
  type ListCount,
  type PageAnswer,
} from '@gongdan/platform';
import { surveyProjection } from '../../projections/survey/survey.projection.js';
import type { ListSurveysQuery, SurveyFilterQuery, SurveyItem } from './list-surveys.dto.js';

/** Surveys, the newest first; and how many there are. */
@Injectable()
export class ListSurveys {
  constructor(private readonly lists: ListReader) {}

  async read(query: ListSurveysQuery): Promise<PageAnswer<SurveyItem>> {
    const page = await this.lists.read(surveyProjection, query, {
      filter: filterOf(query),
      order: ['requested_at', 'survey_id'],
      direction: 'descending',
    });
    return pageAnswer(page, shown);
  }

  count(query: SurveyFilterQuery): Promise<ListCount> {
    return this.lists.count(surveyProjection, query, filterOf(query));
  }
}

function filterOf(query: SurveyFilterQuery): Filter {
  const filter = new Filter()
    .is('status', query.status)
    .is('customer_id', query.customerId)
    .is('technician_id', query.technicianId)
    .is('ticket_id', query.ticketId);
  const { poor } = query;
  return poor === undefined ? filter : filter.where(`t.poor IS ${poor ? '' : 'NOT '}TRUE`);
}
