import type { RoutePolicy } from '@gongdan/platform';

const READERS = [
  'clerk',
  'dispatcher',
  'dispatch-manager',
  'technician',
  'finance',
  'service-manager',
  'executive',
  'administrator',
  'auditor',
] as const;

/** A technician sees only himself. */
const reads = { who: READERS, objects: 'assigned' } as const;
const commands = { who: ['dispatch-manager', 'administrator'], objects: 'all' } as const;

/** Who may call the routes of the technicians’ file, for the engine’s one route policy. */
export const technicianRoutePolicies: RoutePolicy = {
  'GET /api/v1/technicians': reads,
  'GET /api/v1/technicians/:id': reads,
  'POST /api/v1/technicians': commands,
  'POST /api/v1/technicians/:id/amend': commands,
  'POST /api/v1/technicians/:id/release': commands,
};
