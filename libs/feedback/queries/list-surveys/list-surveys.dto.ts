import { ApiProperty } from '@nestjs/swagger';
import {
  BooleanField,
  EnumField,
  FreshQuery,
  IdField,
  pageAnswerOf,
  pageQueryOf,
  ShownFlag,
  ShownId,
  ShownInstant,
  ShownInteger,
  ShownText,
  ShownWord,
  type Shown,
  nullable,
} from '@gongdan/platform';
import { GRADES, type Grade } from '../../commands/answer-survey/answer-survey.dto.js';
import type { SurveyRow } from '../../projections/survey/survey.projection.js';

const SURVEY_STATUSES = ['open', 'answered', 'expired'] as const;

export class SurveyFilterQuery extends FreshQuery {
  @EnumField(SURVEY_STATUSES, { description: 'Status.', optional: true })
  status?: string;

  @IdField({ description: 'Who was asked.', optional: true })
  customerId?: string;

  @IdField({ description: 'The technician it is about.', optional: true })
  technicianId?: string;

  @IdField({ description: 'The ticket it is about.', optional: true })
  ticketId?: string;

  @BooleanField({ description: 'true: only bad answers; false: only others.', optional: true })
  poor?: boolean;
}

export class ListSurveysQuery extends pageQueryOf(SurveyFilterQuery) {}

export class TechnicianGrades {
  @ShownWord(GRADES, 'Attitude (态度).')
  attitude: Grade;

  @ShownWord(GRADES, 'Skill (技术).')
  skill: Grade;

  @ShownWord(GRADES, 'Punctuality (到达时间).')
  punctuality: Grade;

  @ShownWord(GRADES, 'Keeping promises (答应事情的办理).')
  promises: Grade;
}

export class SurveyItem implements Shown<SurveyRow> {
  @ShownId('The survey.')
  surveyId: string;

  @ShownId('The ticket it is about.')
  ticketId: string;

  @ShownInteger('Which resolution cycle of the ticket.')
  cycle: number;

  @ShownId('Who was asked.')
  customerId: string;

  @ShownId('The technician it is about.', nullable)
  technicianId: string | null;

  @ShownWord(SURVEY_STATUSES, 'Status.')
  status: 'open' | 'answered' | 'expired';

  @ShownInstant('When the customer was asked.')
  requestedAt: string;

  @ShownInstant('Until when it can be answered.')
  expiresAt: string;

  @ShownInstant('When it was answered.', nullable)
  answeredAt: string | null;

  @ShownInteger('Satisfaction, 1 to 5.', nullable)
  satisfaction: number | null;

  @ShownInteger('Would recommend, 0 to 10.', nullable)
  recommendation: number | null;

  @ApiProperty({
    type: TechnicianGrades,
    nullable: true,
    description: 'The technician, in four grades.',
  })
  grades: TechnicianGrades | null;

  @ShownText('Suggestions and grievances; null once the customer is forgotten.', nullable)
  remark: string | null;

  @ShownFlag('Bad enough that a complaint opened by itself.', nullable)
  poor: boolean | null;
}

export const SurveyPage = pageAnswerOf(SurveyItem, 'SurveyPage');
