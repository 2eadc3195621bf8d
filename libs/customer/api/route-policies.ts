import type { RoutePolicy } from '@gongdan/platform';

const READERS = [
  'clerk',
  'dispatcher',
  'dispatch-manager',
  'finance',
  'service-manager',
  'executive',
  'administrator',
  'auditor',
] as const;
const DESK = ['clerk', 'dispatcher', 'dispatch-manager', 'service-manager'] as const;
const CONTRACTS = ['clerk', 'dispatch-manager', 'service-manager'] as const;

/** Technicians see a customer through the tickets that are theirs, not here. */
const reads = { who: READERS, objects: 'all' } as const;
const desk = { who: DESK, objects: 'all' } as const;

/** Who may call the routes of the customer stage, for the engine’s one route policy. */
export const customerRoutePolicies: RoutePolicy = {
  'GET /api/v1/customers': reads,
  'GET /api/v1/customers/:id': reads,
  'GET /api/v1/customers/:id/history': reads,
  'GET /api/v1/customers/:id/proposed-category': reads,
  'POST /api/v1/customers': desk,
  'POST /api/v1/customers/:id/amend': desk,
  'POST /api/v1/customers/:id/devices': desk,
  'POST /api/v1/customers/:id/contracts': { who: CONTRACTS, objects: 'all' },
  'POST /api/v1/customers/:id/forget': {
    who: ['service-manager', 'administrator'],
    objects: 'all',
  },
};
