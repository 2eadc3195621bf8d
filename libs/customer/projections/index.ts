import type { Projection } from '@gongdan/projections';
import { contractProjection } from './contract/contract.projection.js';
import { customerHistoryProjection } from './customer-history/customer-history.projection.js';
import { customerProjection } from './customer/customer.projection.js';
import { deviceProjection } from './device/device.projection.js';
import { maintenancePlanProjection } from './maintenance-plan/maintenance-plan.projection.js';

/** Every read model of the customer stage. */
export const customerProjections: readonly Projection[] = [
  customerProjection,
  deviceProjection,
  contractProjection,
  maintenancePlanProjection,
  customerHistoryProjection,
];
