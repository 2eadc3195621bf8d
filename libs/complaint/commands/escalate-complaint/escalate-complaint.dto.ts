import { IdField, OccurredBody, TextField } from '@gongdan/platform';

export class EscalateComplaintBody extends OccurredBody {
  @TextField({ description: 'Why.', lengthMax: 200, example: 'Not answered in time' })
  reason: string;

  @IdField({
    description: 'The person who takes it; else the role of the next step.',
    optional: true,
  })
  ownerId?: string;
}
