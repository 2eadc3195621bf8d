import type { Role } from '@gongdan/contracts';

/**
 * Whose objects a caller sees on a route:
 * - `none`: the route has no objects that belong to anybody
 * - `all`: every role that may call it sees every object
 * - `assigned`: a caller that is only a technician sees what is assigned to this technician; for him all
 *   else is missing (404)
 * - `self`: the caller’s own account
 */
export type Objects = 'none' | 'all' | 'assigned' | 'self';

export interface RouteRule {
  /** `everyone`: without a login. Roles: one of them suffices. */
  readonly who: 'everyone' | readonly Role[];
  readonly objects: Objects;
}

/** Everybody who works in the organisation, in whatever role. */
const STAFF: readonly Role[] = [
  'clerk',
  'dispatcher',
  'dispatch-manager',
  'technician',
  'finance',
  'service-manager',
  'executive',
  'administrator',
];
const READERS: readonly Role[] = [...STAFF, 'auditor'];
const DESK: readonly Role[] = STAFF.filter((role) => role !== 'technician');
const DESK_READERS: readonly Role[] = [...DESK, 'auditor'];
const ADMINISTRATOR: readonly Role[] = ['administrator'];

/** What a command may move is decided by the workflow and the domain; here only who may knock at all. */
const everyone = (): RouteRule => ({ who: 'everyone', objects: 'none' });
const commands = (objects: Objects = 'all', who = STAFF): RouteRule => ({ who, objects });
const reads = (objects: Objects = 'all', who = READERS): RouteRule => ({ who, objects });

/**
 * The one list of who may call which route, on whose objects. Keys are `METHOD pattern` as Fastify knows
 * them; HEAD follows GET. A route without a line stops the start; everything else is denied.
 */
export const ROUTE_POLICY: Readonly<Record<string, RouteRule>> = {
  'GET /health/live': everyone(),
  'GET /health/ready': everyone(),
  'GET /api/v1/openapi.json': everyone(),
  'GET /api/v1/docs': everyone(),
  'GET /api/v1/docs/:asset': everyone(),

  'POST /api/v1/auth/login': everyone(),
  'POST /api/v1/auth/logout': { who: [...READERS, 'integration', 'customer'], objects: 'self' },
  'GET /api/v1/auth/me': { who: [...READERS, 'integration', 'customer'], objects: 'self' },

  'GET /api/v1/users': reads('all', [...ADMINISTRATOR, 'auditor']),
  'POST /api/v1/users': commands('all', ADMINISTRATOR),
  'GET /api/v1/users/:id': reads('all', [...ADMINISTRATOR, 'auditor']),
  'POST /api/v1/users/:id/disable': commands('all', ADMINISTRATOR),
  'POST /api/v1/users/:id/enable': commands('all', ADMINISTRATOR),
  'POST /api/v1/users/:id/password': commands('all', ADMINISTRATOR),
  'POST /api/v1/users/disable-demo-accounts': commands('all', ADMINISTRATOR),

  'GET /api/v1/events': reads('all', [...DESK_READERS, 'integration']),
  'GET /api/v1/board': reads('assigned'),

  'GET /api/v1/tickets': reads('assigned'),
  'POST /api/v1/tickets': commands('none', DESK),
  'GET /api/v1/tickets/:id': reads('assigned'),
  'GET /api/v1/tickets/:id/events': reads('assigned'),
  'POST /api/v1/tickets/:id/:command': commands('assigned'),

  'GET /api/v1/customers': reads('all', DESK_READERS),
  'POST /api/v1/customers': commands('none', DESK),
  'GET /api/v1/customers/:id': reads('all', DESK_READERS),
  'GET /api/v1/customers/:id/history': reads('all', DESK_READERS),

  'GET /api/v1/technicians': reads('all', READERS),
  'POST /api/v1/technicians': commands('none', DESK),
  'GET /api/v1/technicians/:id': reads('all', READERS),
};
