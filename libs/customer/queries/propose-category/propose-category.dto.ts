import { ApiProperty } from '@nestjs/swagger';
import {
  DayField,
  FreshQuery,
  IdField,
  nullable,
  ShownDay,
  ShownId,
  ShownText,
  ShownWord,
} from '@gongdan/platform';

export class ProposeCategoryQuery extends FreshQuery {
  @IdField({ description: 'The device that the request is about.', optional: true })
  deviceId?: string;

  @DayField({ description: 'The day of the request; today where it is not given.', optional: true })
  day?: string;
}

export class ProposedCategoryAnswer {
  @ApiProperty({ description: 'Position of the log that is shown.', type: 'integer', minimum: 0 })
  position: number;

  @ShownWord(['free', 'contract', 'paid'], 'The proposed service category.')
  category: 'free' | 'contract' | 'paid';

  @ShownId('The contract that would cover the visit.', nullable)
  contractId: string | null;

  @ShownText('Why, in one sentence.')
  reason: string;

  @ShownDay('The day it was asked for.')
  day: string;
}
