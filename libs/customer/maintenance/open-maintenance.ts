import type { Engine } from '@gongdan/platform';
import { maintenancePlanProjection } from '../projections/maintenance-plan/maintenance-plan.projection.js';
import { findDuePlans } from './due-plans.js';
import { MaintenanceWorker } from './maintenance-worker.js';
import { OrderVisits } from './order-visits.js';

type Parts = Pick<Engine, 'pool' | 'projections' | 'executor' | 'settings'>;

/** A worker on an engine whose projections are known. */
export const openMaintenance = (
  { pool, projections, executor, settings }: Parts,
  onFailure: (error: unknown) => void,
): MaintenanceWorker =>
  new MaintenanceWorker(
    pool,
    settings.timeZone,
    async (question) => {
      const { value } = await projections.readAt([maintenancePlanProjection.name], (client) =>
        findDuePlans(client, question),
      );
      return value;
    },
    new OrderVisits(executor),
    onFailure,
  );
