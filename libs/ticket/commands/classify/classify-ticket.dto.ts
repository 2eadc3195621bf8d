import { SERVICE_CATEGORIES, type ServiceCategory } from '@gongdan/contracts';
import { EnumField, IdField, OccurredBody, TextField } from '@gongdan/platform';
import type { ClassifyInput } from '../../domain/index.js';

export class ClassifyTicketDto extends OccurredBody implements ClassifyInput {
  @EnumField(SERVICE_CATEGORIES, { description: 'The right service category.' })
  category: ServiceCategory;

  @IdField({
    description: 'The contract that is to cover it, where the category is contract.',
    optional: true,
  })
  contractId?: string;

  @TextField({ description: 'Why it was wrong.', lengthMax: 200, example: 'Inside warranty' })
  reason: string;
}
