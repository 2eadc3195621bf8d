import { ApiProperty } from '@nestjs/swagger';
import { FreshQuery, InstantField, nullable, ShownText } from '@gongdan/platform';
import { SurveyItem } from '../list-surveys/list-surveys.dto.js';

export class ShowSurveyQuery extends FreshQuery {
  @InstantField({
    description: 'Show the survey as of this moment, not in the future: what had happened by then.',
    optional: true,
  })
  asOf?: string;
}

export class SurveyAnswerDto extends SurveyItem {
  @ApiProperty({ description: 'Position of the log that is shown.', type: 'integer', minimum: 0 })
  position: number;

  @ShownText(
    'The token of the customer’s private link, for those who send it; null for others, and once the survey is no longer open.',
    nullable,
  )
  token: string | null;
}
