import type { RoutePolicy } from '@gongdan/platform';

const READERS = [
  'clerk',
  'dispatch-manager',
  'service-manager',
  'executive',
  'administrator',
  'auditor',
] as const;

/** Ratings are not for the technicians they are about. */
const reads = { who: READERS, objects: 'all' } as const;

/** Who may call the routes of the feedback stage, for the engine’s one route policy. */
export const feedbackRoutePolicies: RoutePolicy = {
  'GET /api/v1/surveys': reads,
  'GET /api/v1/surveys/:id': reads,
  // The token of the private link stands for the customer.
  'POST /api/v1/surveys/:id/answers': { who: 'everyone', objects: 'none' },
  'POST /api/v1/surveys/expire': { who: ['service-manager', 'administrator'], objects: 'all' },
};
