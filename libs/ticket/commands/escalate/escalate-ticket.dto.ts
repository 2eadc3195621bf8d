import { ESCALATION_LEVELS, type EscalationLevel } from '@gongdan/contracts';
import { EnumField, OccurredBody, TextField } from '@gongdan/platform';
import type { EscalateInput } from '../../domain/index.js';

export class EscalateTicketDto extends OccurredBody implements EscalateInput {
  @EnumField(ESCALATION_LEVELS, {
    description: 'The level that it climbs to, above the present one. Default: the next step.',
    optional: true,
  })
  to?: EscalationLevel;

  @TextField({ description: 'Why.', lengthMax: 200, example: 'Nobody has arrived in time' })
  reason: string;
}
