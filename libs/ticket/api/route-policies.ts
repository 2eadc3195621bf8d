import type { Role } from '@gongdan/contracts';
import type { RoutePolicy } from '@gongdan/platform';
import { commandCatalog } from '../commands/index.js';

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
const DESK_READERS: readonly Role[] = READERS.filter((role) => role !== 'technician');

/** Who may register, by one workflow or another. */
const INTAKE: readonly Role[] = [
  'clerk',
  'dispatcher',
  'dispatch-manager',
  'service-manager',
  'integration',
];

const reads = { who: READERS, objects: 'assigned' } as const;
const deskReads = { who: DESK_READERS, objects: 'all' } as const;
/** Here only who may knock at all: what a command may do is decided by workflow and domain. */
const command = { who: [...STAFF, 'integration'] as readonly Role[], objects: 'assigned' } as const;

const commandRoutes: RoutePolicy = Object.fromEntries(
  commandCatalog
    .filter(({ name }) => name !== 'register')
    .map(({ name }) => [`POST /api/v1/tickets/:id/${name}`, command]),
);

/** Who may call the routes of the ticket stage, for the engine’s one route policy. */
export const ticketRoutePolicies: RoutePolicy = {
  'GET /api/v1/tickets': reads,
  'GET /api/v1/tickets/count': reads,
  'GET /api/v1/tickets/:id': reads,
  'GET /api/v1/tickets/:id/events': reads,
  'GET /api/v1/tickets/:id/attachments/:attachmentId': reads,
  'GET /api/v1/board': reads,
  'GET /api/v1/technicians/load': reads,
  'GET /api/v1/technicians/:id/load': reads,
  'GET /api/v1/technicians/:id/load/tickets': reads,
  'GET /api/v1/register': deskReads,
  'GET /api/v1/events': {
    who: ['integration', 'auditor', 'administrator', 'service-manager', 'executive'],
    objects: 'all',
  },
  'GET /api/v1/projections': { who: ['administrator', 'auditor'], objects: 'none' },
  'GET /api/v1/dead-letters': { who: ['administrator', 'auditor'], objects: 'all' },
  'POST /api/v1/dead-letters/replay': { who: ['administrator'], objects: 'all' },
  'POST /api/v1/tickets': { who: INTAKE, objects: 'none' },
  ...commandRoutes,
};
