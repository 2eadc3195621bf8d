import { Inject, Injectable } from '@nestjs/common';
import { GongdanError, type Clock } from '@gongdan/core';
import { localDay } from '@gongdan/contracts';
import {
  CLOCK,
  FreshReads,
  PROJECTION_RUNNER,
  readAnswer,
  readRow,
  readRows,
  SETTINGS,
  type Settings,
} from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { customerRefusals } from '../../domain/customer-refusals.js';
import { proposeCategory } from '../../domain/proposed-category.js';
import { contractProjection } from '../../projections/contract/contract.projection.js';
import { customerProjection } from '../../projections/customer/customer.projection.js';
import { deviceProjection } from '../../projections/device/device.projection.js';
import type { ProposeCategoryQuery, ProposedCategoryAnswer } from './propose-category.dto.js';

const NAMES = [customerProjection.name, deviceProjection.name, contractProjection.name];

/** The service category that device and contracts speak for, for the desk to take or correct. */
@Injectable()
export class ProposeCategory {
  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'timeZone'>,
    private readonly fresh: FreshReads,
  ) {}

  async read(customerId: string, query: ProposeCategoryQuery): Promise<ProposedCategoryAnswer> {
    await this.fresh.reach(NAMES, query.minPosition);
    const day = query.day ?? localDay(this.clock.now(), this.settings.timeZone);
    const { position, value } = await this.projections.readAt(NAMES, async (client) => ({
      customer: await readRow(client, customerProjection, customerId),
      device:
        query.deviceId === undefined
          ? undefined
          : await readRow(client, deviceProjection, query.deviceId),
      contracts: await readRows(
        client,
        contractProjection,
        'WHERE t.customer_id = $1 AND t.valid_from <= $2::date AND t.valid_until >= $2::date',
        [customerId, day],
      ),
    }));
    const { customer, device, contracts } = value;
    if (customer === undefined) throw new GongdanError(customerRefusals.notFound());
    if (query.deviceId !== undefined && device?.customer_id !== customerId) {
      throw new GongdanError(customerRefusals.deviceNotFound());
    }
    const terms = contracts.map((each) => ({
      contractId: each.contract_id,
      validFrom: each.valid_from,
      validUntil: each.valid_until,
      visitLimit: each.visit_limit,
      visitsUsed: each.visits_used,
    }));
    const warranty = device && { warrantyUntil: device.warranty_until };
    return readAnswer({ position, day, ...proposeCategory(warranty, terms, day) });
  }
}
