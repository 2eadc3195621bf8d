import { DayField, IntegerField } from '@gongdan/platform';
import { VISIT_LIMIT_MAX } from '../../domain/contract.js';

export class SignContractBody {
  @DayField({ description: 'First day.', example: '2026-01-01' })
  validFrom: string;

  @DayField({ description: 'Last day.', example: '2026-12-31' })
  validUntil: string;

  @IntegerField({
    description: 'How many visits it covers in all; what goes beyond is priced.',
    min: 0,
    max: VISIT_LIMIT_MAX,
    example: 12,
  })
  visitLimit: number;
}
