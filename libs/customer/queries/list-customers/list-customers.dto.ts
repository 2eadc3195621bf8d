import { CUSTOMER_TIERS } from '@gongdan/contracts';
import {
  EnumField,
  FreshQuery,
  IdField,
  pageAnswerOf,
  pageQueryOf,
  ShownId,
  ShownInstant,
  ShownInteger,
  ShownText,
  ShownWord,
  TextField,
  type Shown,
  nullable,
} from '@gongdan/platform';
import type { CustomerRow } from '../../projections/customer/customer.projection.js';

const CUSTOMER_STATUSES = ['active', 'forgotten'] as const;

export class CustomerFilterQuery extends FreshQuery {
  @TextField({
    description:
      'Beginnings of words of the name (of Chinese words any piece), or the end of the phone number.',
    lengthMax: 100,
    mayBeBlank: true,
    optional: true,
  })
  text?: string;

  @IdField({ description: 'Service region.', optional: true })
  region?: string;

  @EnumField(CUSTOMER_TIERS, { description: 'Tier.', optional: true })
  tier?: string;

  @EnumField(CUSTOMER_STATUSES, { description: 'Status.', optional: true })
  status?: string;
}

export class ListCustomersQuery extends pageQueryOf(CustomerFilterQuery) {}

/** Personal members are null once the customer is forgotten. */
export class CustomerItem implements Shown<Omit<CustomerRow, 'search_words'>> {
  @ShownId('The customer.')
  customerId: string;

  @ShownText('Name of the person or firm.', nullable)
  name: string | null;

  @ShownText('Telephone number.', nullable)
  phone: string | null;

  @ShownText('Mail address.', nullable)
  email: string | null;

  @ShownText('Postal address.', nullable)
  address: string | null;

  @ShownId('Service region.', nullable)
  region: string | null;

  @ShownWord(CUSTOMER_TIERS, 'Tier.')
  tier: string;

  @ShownWord(CUSTOMER_STATUSES, 'Status.')
  status: 'active' | 'forgotten';

  @ShownInstant('When the customer was taken into the file.')
  registeredAt: string;

  @ShownInteger('Version of the file, for If-Match.')
  version: number;
}

export const CustomerPage = pageAnswerOf(CustomerItem, 'CustomerPage');
