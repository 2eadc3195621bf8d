import type { DeviceDescription } from '@gongdan/contracts';
import { DayField, TextField } from '@gongdan/platform';

export class DeviceDescriptionDto implements DeviceDescription {
  @TextField({ description: 'Product model.', lengthMax: 200, example: 'KFR-35GW' })
  model: string;

  @TextField({ description: 'Specification.', lengthMax: 200, optional: true })
  specification?: string;

  @TextField({ description: 'Serial number.', lengthMax: 200, optional: true })
  serial?: string;

  @DayField({ description: 'Day of purchase.', optional: true, example: '2025-06-18' })
  purchasedOn?: string;

  @TextField({ description: 'Place of purchase.', lengthMax: 200, optional: true })
  purchasedAt?: string;
}
