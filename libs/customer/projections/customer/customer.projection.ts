import { splitStreamName, type RecordedEvent } from '@gongdan/core';
import { remembered } from '@gongdan/contracts';
import type { Projection } from '@gongdan/projections';
import type { CustomerFileEvent } from '../../domain/customer.js';
import { customerWords } from './customer-words.js';

/** One customer as lists and the customer’s own page know it. */
export type CustomerRow = {
  readonly customer_id: string;
  /** Null once forgotten, like everything personal. */
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly address: string | null;
  readonly region: string | null;
  readonly tier: string;
  readonly status: 'active' | 'forgotten';
  readonly registered_at: string;
  /** What it can be found by. */
  readonly search_words: readonly string[] | null;
  /** Version of the stream, for If-Match. */
  readonly version: number;
};

export const customerProjection: Projection<CustomerRow> = {
  name: 'customer',
  version: 3,
  table: 'customer',
  columns: {
    customer_id: { type: 'text' },
    name: { type: 'text', nullable: true, personal: true },
    phone: { type: 'text', nullable: true, personal: true },
    email: { type: 'text', nullable: true, personal: true },
    address: { type: 'text', nullable: true, personal: true },
    region: { type: 'text', nullable: true },
    tier: { type: 'text' },
    status: { type: 'text' },
    registered_at: { type: 'timestamptz' },
    search_words: { type: 'text[]', nullable: true, personal: true },
    version: { type: 'integer' },
  },
  key: 'customer_id',
  // In the order of the list, so that a page is read from where it begins.
  indexes: [
    '(registered_at, customer_id)',
    '(region, registered_at, customer_id)',
    '(tier, registered_at, customer_id)',
    '(status, registered_at, customer_id)',
    'USING gin (search_words)',
  ],
  types: ['CustomerRegistered', 'CustomerAmended', 'CustomerForgotten', 'DeviceRegistered'],
  keyOf: (event) => splitStreamName(event.stream).id,
  apply(row, recorded) {
    const event = recorded as RecordedEvent & CustomerFileEvent;
    if (event.type === 'CustomerRegistered') {
      const { customerId, name, phone, email, address, region, tier } = event.data;
      return {
        customer_id: customerId,
        name: remembered(name),
        phone: remembered(phone),
        search_words: customerWords(remembered(name), remembered(phone)),
        email: remembered(email),
        address: remembered(address),
        region: region ?? null,
        tier,
        status: 'active',
        registered_at: event.occurredAt,
        version: event.version,
      };
    }
    return row && { ...row, ...changed(row, event), version: event.version };
  },
};

function changed(row: CustomerRow, event: CustomerFileEvent): Partial<CustomerRow> {
  switch (event.type) {
    case 'CustomerAmended': {
      const { email, address, region, tier } = event.data;
      const name = event.data.name === undefined ? row.name : remembered(event.data.name);
      const phone = event.data.phone === undefined ? row.phone : remembered(event.data.phone);
      return {
        name,
        phone,
        email: email === undefined ? row.email : remembered(email),
        address: address === undefined ? row.address : remembered(address),
        region: region ?? row.region,
        tier: tier ?? row.tier,
        search_words: customerWords(name, phone),
      };
    }
    case 'CustomerForgotten':
      return {
        name: null,
        phone: null,
        email: null,
        address: null,
        search_words: null,
        status: 'forgotten',
      };
    default:
      return {};
  }
}
