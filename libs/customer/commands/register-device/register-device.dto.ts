import { DayField, TextField } from '@gongdan/platform';

export class RegisterDeviceBody {
  @TextField({ description: 'Product model.', lengthMax: 200, example: 'KFR-35GW' })
  model: string;

  @TextField({ description: 'Serial number.', lengthMax: 200, optional: true })
  serial?: string;

  @DayField({ description: 'Day of purchase.', optional: true, example: '2025-05-01' })
  purchasedOn?: string;

  @TextField({ description: 'Place of purchase.', lengthMax: 200, optional: true })
  purchasedAt?: string;

  @DayField({ description: 'Last day of the warranty.', optional: true, example: '2027-04-30' })
  warrantyUntil?: string;
}
