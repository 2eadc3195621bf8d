import type { RoutePolicy } from '@gongdan/platform';

const READERS = [
  'clerk',
  'dispatch-manager',
  'technician',
  'finance',
  'service-manager',
  'executive',
  'administrator',
  'auditor',
] as const;

/** A technician sees the invoices of his own tickets. */
const reads = { who: READERS, objects: 'assigned' } as const;

/** Who may call the routes of billing, for the engine’s one route policy. */
export const billingRoutePolicies: RoutePolicy = {
  'GET /api/v1/invoices': reads,
  'GET /api/v1/invoices/:id': reads,
  'POST /api/v1/invoices/:id/issue': { who: ['finance'], objects: 'all' },
  'POST /api/v1/invoices/:id/payments': { who: ['finance', 'technician'], objects: 'assigned' },
};
