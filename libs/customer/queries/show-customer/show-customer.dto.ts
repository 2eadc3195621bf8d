import { ApiProperty } from '@nestjs/swagger';
import {
  FreshQuery,
  InstantField,
  ShownDay,
  ShownId,
  ShownInstant,
  ShownInteger,
  ShownText,
  type Shown,
  nullable,
} from '@gongdan/platform';
import { DEVICES_MAX } from '../../domain/customer.js';
import type { ContractRow } from '../../projections/contract/contract.projection.js';
import type { DeviceRow } from '../../projections/device/device.projection.js';
import { CustomerItem } from '../list-customers/list-customers.dto.js';

export class ShowCustomerQuery extends FreshQuery {
  @InstantField({
    description:
      'Show the customer as of this moment, not in the future: what had happened by then.',
    optional: true,
  })
  asOf?: string;
}

export class DeviceItem implements Shown<DeviceRow> {
  @ShownId('The device.')
  deviceId: string;

  @ShownId('Whose it is.')
  customerId: string;

  @ShownText('Product model.')
  model: string;

  @ShownText('Serial number.', nullable)
  serial: string | null;

  @ShownDay('Day of purchase.', nullable)
  purchasedOn: string | null;

  @ShownText('Place of purchase.', nullable)
  purchasedAt: string | null;

  @ShownDay('Last day of the warranty.', nullable)
  warrantyUntil: string | null;

  @ShownInstant('When it was taken into the file.')
  registeredAt: string;
}

export class ContractItem implements Shown<ContractRow> {
  @ShownId('The contract.')
  contractId: string;

  @ShownId('Who signed it.')
  customerId: string;

  @ShownDay('First day.')
  validFrom: string;

  @ShownDay('Last day.')
  validUntil: string;

  @ShownInteger('How many visits it covers in all.')
  visitLimit: number;

  @ShownInteger('Visits counted so far; beyond the limit they are priced.')
  visitsUsed: number;

  @ShownInstant('When it was signed.')
  signedAt: string;
}

/** Most contracts that are shown with their customer: the ones that end last. */
export const CONTRACTS_SHOWN_MAX = 200;

export class CustomerAnswer extends CustomerItem {
  @ApiProperty({ description: 'Position of the log that is shown.', type: 'integer', minimum: 0 })
  position: number;

  @ApiProperty({ type: [DeviceItem], maxItems: DEVICES_MAX })
  devices: DeviceItem[];

  @ApiProperty({
    type: [ContractItem],
    maxItems: CONTRACTS_SHOWN_MAX,
    description: 'Where there are more than fit, those that end last.',
  })
  contracts: ContractItem[];
}
