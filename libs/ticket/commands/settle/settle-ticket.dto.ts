import { EnumField, IdField, IntegerField, OccurredBody } from '@gongdan/platform';
import {
  CYCLES_MAX,
  SETTLEMENT_OUTCOMES,
  type SettlementOutcome,
  type SettleInput,
} from '../../domain/index.js';

export class SettleTicketDto extends OccurredBody implements SettleInput {
  @EnumField(SETTLEMENT_OUTCOMES, { description: 'What billing came to.' })
  outcome: SettlementOutcome;

  @IdField({
    description: 'The invoice; compulsory where the outcome is invoiced.',
    optional: true,
  })
  invoiceId?: string;

  @IntegerField({
    description: 'The resolution cycle this is about; refused if the ticket is in another one.',
    min: 1,
    max: CYCLES_MAX,
    optional: true,
  })
  cycle?: number;
}
