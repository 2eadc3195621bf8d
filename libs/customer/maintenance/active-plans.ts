import type { FreshReads } from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import type { ActivePlansOf } from '../policies/end-maintenance-plans-when-customer-is-forgotten.js';
import { maintenancePlanProjection } from '../projections/maintenance-plan/maintenance-plan.projection.js';
import { findActivePlans } from './due-plans.js';

/** Throws `READ.BEHIND` where the read model does not know yet: a policy then tries again. */
export const activePlans =
  (
    projections: Pick<ProjectionRunner, 'readAt'>,
    fresh: Pick<FreshReads, 'reach'>,
  ): ActivePlansOf =>
  async (customerId, position) => {
    const names = [maintenancePlanProjection.name];
    await fresh.reach(names, position);
    const { value } = await projections.readAt(names, (client) =>
      findActivePlans(client, customerId),
    );
    return value;
  };
