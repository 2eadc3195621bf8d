import { SERVICE_CATEGORIES, type ServiceCategory } from '@gongdan/contracts';
import { EnumField } from '@gongdan/platform';
import { OmitType } from '@nestjs/swagger';
import { RegisterTicketDto } from '../../commands/index.js';

/** What a request must say; the category may be corrected later. */
export class RegisterRequestBody extends OmitType(RegisterTicketDto, ['category'] as const) {
  @EnumField(SERVICE_CATEGORIES, {
    description:
      'Service category; chooses the workflow. Default: paid. GET /customers/{id}/proposed-category says what device and contract speak for.',
    optional: true,
  })
  category?: ServiceCategory;
}
