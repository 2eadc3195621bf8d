import { Inject, Injectable } from '@nestjs/common';
import { GongdanError, streamName, type Clock, type Instant } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import {
  CLOCK,
  EVENT_STORE,
  foldAsOf,
  FreshReads,
  pastInstant,
  PROJECTION_RUNNER,
  readAnswer,
  readRow,
  readRows,
  shown,
} from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { customerRefusals } from '../../domain/customer-refusals.js';
import {
  contractProjection,
  type ContractRow,
} from '../../projections/contract/contract.projection.js';
import {
  customerProjection,
  type CustomerRow,
} from '../../projections/customer/customer.projection.js';
import { deviceProjection, type DeviceRow } from '../../projections/device/device.projection.js';
import { customerItem } from '../list-customers/list-customers.js';
import {
  CONTRACTS_SHOWN_MAX,
  type CustomerAnswer,
  type ShowCustomerQuery,
} from './show-customer.dto.js';

interface Found {
  readonly customer: CustomerRow | undefined;
  readonly devices: readonly DeviceRow[];
  readonly contracts: readonly ContractRow[];
}

const NAMES = [customerProjection.name, deviceProjection.name, contractProjection.name];

/** One customer with devices and contracts, as now or as of an earlier moment. */
@Injectable()
export class ShowCustomer {
  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly fresh: FreshReads,
  ) {}

  /** Throws `CUSTOMER.NOT_FOUND`, `REQUEST.IN_THE_FUTURE`. */
  async read(customerId: string, query: ShowCustomerQuery): Promise<CustomerAnswer> {
    const asOf =
      query.asOf === undefined ? undefined : pastInstant(query.asOf, '/asOf', this.clock);
    await this.fresh.reach(NAMES, query.minPosition);
    const { position, value } = await this.now(customerId);
    const found = asOf === undefined ? value : await this.asOf(customerId, value.contracts, asOf);
    if (found.customer === undefined) throw new GongdanError(customerRefusals.notFound());
    const body: CustomerAnswer = {
      position,
      ...customerItem(found.customer),
      devices: found.devices.map(shown),
      contracts: found.contracts.map(shown),
    };
    return readAnswer(body, asOf === undefined ? found.customer.version : undefined);
  }

  private now(customerId: string) {
    return this.projections.readAt(NAMES, async (client): Promise<Found> => ({
      customer: await readRow(client, customerProjection, customerId),
      devices: await readRows(
        client,
        deviceProjection,
        'WHERE t.customer_id = $1 ORDER BY t.registered_at, t.device_id',
        [customerId],
      ),
      contracts: await readRows(
        client,
        contractProjection,
        `WHERE t.customer_id = $1 ORDER BY t.valid_until DESC, t.contract_id
         LIMIT ${CONTRACTS_SHOWN_MAX}`,
        [customerId],
      ),
    }));
  }

  /** `known`: the contracts there are now; which of them there were then, their streams say. */
  private async asOf(
    customerId: string,
    known: readonly ContractRow[],
    asOf: Instant,
  ): Promise<Found> {
    const file = streamName('customer', customerId);
    const customers = await foldAsOf(this.store, customerProjection, file, asOf);
    const devices = await foldAsOf(this.store, deviceProjection, file, asOf);
    const contracts: ContractRow[] = [];
    for (const { contract_id } of known) {
      const stream = streamName('contract', contract_id);
      const rows = await foldAsOf(this.store, contractProjection, stream, asOf);
      contracts.push(...rows.values());
    }
    return {
      customer: customers.get(customerId),
      devices: [...devices.values()].toSorted(inOrderOfToday),
      contracts,
    };
  }
}

/** By the moment of registration, then the id, as the read model is asked for them. */
const inOrderOfToday = (one: DeviceRow, other: DeviceRow): number =>
  placeOf(one) < placeOf(other) ? -1 : 1;

const placeOf = ({ registered_at, device_id }: DeviceRow): string =>
  `${registered_at} ${device_id}`;
