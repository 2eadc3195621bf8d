import type { RoutePolicy } from '@gongdan/platform';

const READERS = [
  'clerk',
  'dispatch-manager',
  'service-manager',
  'executive',
  'administrator',
  'auditor',
] as const;
const OPENERS = [
  'clerk',
  'dispatcher',
  'dispatch-manager',
  'service-manager',
  'executive',
] as const;
const OWNERS = ['dispatch-manager', 'service-manager', 'executive'] as const;

const reads = { who: READERS, objects: 'all' } as const;
const owners = { who: OWNERS, objects: 'all' } as const;

/** Who may call the routes of the complaint stage, for the engine’s one route policy. */
export const complaintRoutePolicies: RoutePolicy = {
  'GET /api/v1/complaints': reads,
  'GET /api/v1/complaints/:id': reads,
  'POST /api/v1/complaints': { who: OPENERS, objects: 'all' },
  'POST /api/v1/complaints/:id/escalate': owners,
  'POST /api/v1/complaints/:id/answer': owners,
  // Without the customer’s acceptance the domain lets only the executive close.
  'POST /api/v1/complaints/:id/close': owners,
  // The token of the private link stands for the customer.
  'POST /api/v1/surveys/:id/complaints': { who: 'everyone', objects: 'none' },
};
