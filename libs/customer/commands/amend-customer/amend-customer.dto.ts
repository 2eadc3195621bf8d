import { CUSTOMER_TIERS } from '@gongdan/contracts';
import { EnumField, IdField, TextField } from '@gongdan/platform';

/** At least one member; what is not given stays. */
export class AmendCustomerBody {
  @TextField({ description: 'Name of the person or firm.', lengthMax: 200, optional: true })
  name?: string;

  @TextField({ description: 'Telephone number.', lengthMax: 50, optional: true })
  phone?: string;

  @TextField({ description: 'Mail address.', lengthMax: 254, optional: true })
  email?: string;

  @TextField({ description: 'Postal address.', lengthMax: 500, optional: true })
  address?: string;

  @IdField({ description: 'Service region, e.g. urban or suburban.', optional: true })
  region?: string;

  @EnumField(CUSTOMER_TIERS, { description: 'Tier.', optional: true })
  tier?: (typeof CUSTOMER_TIERS)[number];
}
