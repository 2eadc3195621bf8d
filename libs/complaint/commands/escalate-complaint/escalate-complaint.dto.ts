import { ESCALATION_LEVELS, type EscalationLevel } from '@gongdan/contracts';
import { EnumField, IdField, OccurredBody, TextField } from '@gongdan/platform';

export class EscalateComplaintBody extends OccurredBody {
  @EnumField(ESCALATION_LEVELS, {
    description: 'The level that it climbs to, above the present one. Default: the next step.',
    optional: true,
  })
  to?: EscalationLevel;

  @TextField({ description: 'Why.', lengthMax: 200, example: 'Not answered in time' })
  reason: string;

  @IdField({
    description: 'The person who takes it; else the role of that level.',
    optional: true,
  })
  ownerId?: string;
}
