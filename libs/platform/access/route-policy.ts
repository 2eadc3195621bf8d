import type { Role } from '@gongdan/contracts';

/**
 * Whose objects a caller sees on a route:
 * - `none`: the route has no objects that belong to anybody
 * - `all`: every role that may call it sees every object
 * - `owned`: a caller that is only an integration sees what it has made itself; for it all else is missing (404)
 * - `assigned`: a caller that is only a technician sees what is assigned to this technician; for him all
 *   else is missing (404)
 * - `self`: the caller’s own account
 */
export type Objects = 'none' | 'all' | 'owned' | 'assigned' | 'self';

export interface RouteRule {
  /**
   * `everyone`: without a login. `scraper`: with METRICS_TOKEN, or from this machine where none is set (see
   * `scraperCheck`). Roles: one of them suffices.
   */
  readonly who: 'everyone' | 'scraper' | readonly Role[];
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
/** An auditor reads everything and changes nothing. */
const READERS: readonly Role[] = [...STAFF, 'auditor'];
const READERS_AT_DESKS = READERS.filter((role) => role !== 'technician');
const READERS_OF_INVOICES = READERS.filter((role) => role !== 'dispatcher');
const READERS_OF_OPINIONS: readonly Role[] = [
  'clerk',
  'dispatch-manager',
  'service-manager',
  'executive',
  'administrator',
  'auditor',
];
const READERS_OF_THE_LOG: readonly Role[] = [
  'integration',
  'auditor',
  'administrator',
  'service-manager',
  'executive',
];
const OWNERS_OF_WEBHOOKS: readonly Role[] = ['administrator', 'service-manager', 'integration'];
const READERS_OF_WEBHOOKS: readonly Role[] = [...OWNERS_OF_WEBHOOKS, 'auditor'];
const DESK: readonly Role[] = ['clerk', 'dispatcher', 'dispatch-manager', 'service-manager'];
const MANAGERS: readonly Role[] = ['dispatch-manager', 'service-manager', 'executive'];
/** Who records what customers signed, and what is planned under it. */
const SIGNERS: readonly Role[] = ['clerk', 'dispatch-manager', 'service-manager'];
/** Who answers for what the house promises. */
const PROMISERS: readonly Role[] = ['service-manager', 'executive', 'administrator'];
/** Who reads the figures of the whole house. */
const READERS_OF_FIGURES: readonly Role[] = [
  'dispatcher',
  'dispatch-manager',
  'service-manager',
  'executive',
  'administrator',
  'auditor',
];
const OPERATORS: readonly Role[] = ['administrator', 'auditor'];
const ADMINISTRATOR: readonly Role[] = ['administrator'];
const WITH_AN_ACCOUNT: readonly Role[] = [...READERS, 'integration', 'customer'];

const rule = (who: readonly Role[], objects: Objects = 'all'): RouteRule => ({ who, objects });
const everyone: RouteRule = { who: 'everyone', objects: 'none' };
/** Only who may knock at all: what a command may do is decided by the workflow and the domain. */
const ticketCommand = rule([...STAFF, 'integration'], 'assigned');

/**
 * The one list of who may call which route, on whose objects. Keys are `METHOD pattern` as Fastify knows
 * them; HEAD follows GET. A route without a line stops the start; everything else is denied.
 * docs/reference/access.md shows it as a table.
 */
export const ROUTE_POLICY: Readonly<Record<string, RouteRule>> = {
  'GET /health/live': everyone,
  'GET /health/ready': everyone,
  'GET /metrics': { who: 'scraper', objects: 'none' },
  'GET /api/v1/openapi.json': everyone,
  'GET /api/v1/asyncapi.json': everyone,
  'GET /api/v1/docs': everyone,
  'GET /api/v1/docs/:asset': everyone,

  'POST /api/v1/auth/login': everyone,
  'POST /api/v1/auth/logout': rule(WITH_AN_ACCOUNT, 'self'),
  'GET /api/v1/auth/me': rule(WITH_AN_ACCOUNT, 'self'),

  'GET /api/v1/users': rule(OPERATORS),
  'GET /api/v1/users/:id': rule(OPERATORS),
  'POST /api/v1/users': rule(ADMINISTRATOR),
  'POST /api/v1/users/:id/disable': rule(ADMINISTRATOR),
  'POST /api/v1/users/:id/enable': rule(ADMINISTRATOR),
  'POST /api/v1/users/:id/password': rule(ADMINISTRATOR),
  'POST /api/v1/users/:id/email': rule(ADMINISTRATOR),
  'POST /api/v1/users/disable-demo-accounts': rule(ADMINISTRATOR),

  'GET /api/v1/notices': rule(READERS, 'self'),
  'GET /api/v1/notices/count': rule(READERS, 'self'),
  'POST /api/v1/notices/read-all': rule(READERS, 'self'),
  'POST /api/v1/notices/:id/read': rule(READERS, 'self'),
  'GET /api/v1/notices/log': rule([...PROMISERS, 'auditor']),

  'GET /api/v1/tickets': rule(READERS, 'assigned'),
  'GET /api/v1/tickets/count': rule(READERS, 'assigned'),
  'GET /api/v1/tickets/:id': rule(READERS, 'assigned'),
  'GET /api/v1/tickets/:id/events': rule(READERS, 'assigned'),
  'GET /api/v1/tickets/:id/sla': rule(READERS, 'assigned'),
  'POST /api/v1/tickets/:id/sla/recalculate': rule(PROMISERS),
  'POST /api/v1/tickets/:id/sla/withdraw': rule(PROMISERS),
  'GET /api/v1/sla/clocks': rule([...READERS_OF_FIGURES, 'technician'], 'assigned'),
  'GET /api/v1/sla/clocks/count': rule([...READERS_OF_FIGURES, 'technician'], 'assigned'),
  'GET /api/v1/sla/at-risk': rule(READERS_OF_FIGURES),
  'GET /api/v1/sla/breaches': rule(READERS_OF_FIGURES),
  'GET /api/v1/sla/tickets': rule(READERS_OF_FIGURES),
  'GET /api/v1/sla/tickets/count': rule(READERS_OF_FIGURES),
  'GET /api/v1/sla/metrics': rule(READERS_OF_FIGURES),
  'GET /api/v1/tickets/:id/attachments/:attachmentId': rule(READERS, 'assigned'),
  'GET /api/v1/board': rule(READERS, 'assigned'),
  'GET /api/v1/register': rule(READERS_AT_DESKS),
  'POST /api/v1/tickets': rule([...DESK, 'integration'], 'none'),
  'POST /api/v1/tickets/:id/amend': ticketCommand,
  'POST /api/v1/tickets/:id/classify': ticketCommand,
  'POST /api/v1/tickets/:id/prioritise': ticketCommand,
  'POST /api/v1/tickets/:id/approve-dispatch': ticketCommand,
  'POST /api/v1/tickets/:id/assign': ticketCommand,
  'POST /api/v1/tickets/:id/accept': ticketCommand,
  'POST /api/v1/tickets/:id/decline': ticketCommand,
  'POST /api/v1/tickets/:id/reassign': ticketCommand,
  'POST /api/v1/tickets/:id/schedule': ticketCommand,
  'POST /api/v1/tickets/:id/depart': ticketCommand,
  'POST /api/v1/tickets/:id/arrive': ticketCommand,
  'POST /api/v1/tickets/:id/start': ticketCommand,
  'POST /api/v1/tickets/:id/pause': ticketCommand,
  'POST /api/v1/tickets/:id/resume': ticketCommand,
  'POST /api/v1/tickets/:id/record-work': ticketCommand,
  'POST /api/v1/tickets/:id/record-parts': ticketCommand,
  'POST /api/v1/tickets/:id/finish': ticketCommand,
  'POST /api/v1/tickets/:id/sign': ticketCommand,
  'POST /api/v1/tickets/:id/countersign': ticketCommand,
  'POST /api/v1/tickets/:id/archive': ticketCommand,
  'POST /api/v1/tickets/:id/settle': ticketCommand,
  'POST /api/v1/tickets/:id/close': ticketCommand,
  'POST /api/v1/tickets/:id/cancel': ticketCommand,
  'POST /api/v1/tickets/:id/reopen': ticketCommand,
  'POST /api/v1/tickets/:id/merge': ticketCommand,
  'POST /api/v1/tickets/:id/comment': ticketCommand,
  'POST /api/v1/tickets/:id/attach': ticketCommand,
  'POST /api/v1/tickets/:id/escalate': ticketCommand,
  'POST /api/v1/tickets/:id/migrate-workflow': ticketCommand,

  'GET /api/v1/events': rule(READERS_OF_THE_LOG),
  'GET /api/v1/events/stream': rule(READERS_OF_THE_LOG),
  'GET /api/v1/webhooks': rule(READERS_OF_WEBHOOKS, 'owned'),
  'GET /api/v1/webhooks/:id': rule(READERS_OF_WEBHOOKS, 'owned'),
  'GET /api/v1/webhooks/:id/deliveries': rule(READERS_OF_WEBHOOKS, 'owned'),
  'GET /api/v1/webhooks/:id/changes': rule(READERS_OF_WEBHOOKS, 'owned'),
  'POST /api/v1/webhooks': rule(OWNERS_OF_WEBHOOKS, 'owned'),
  'POST /api/v1/webhooks/:id/amend': rule(OWNERS_OF_WEBHOOKS, 'owned'),
  'POST /api/v1/webhooks/:id/pause': rule(OWNERS_OF_WEBHOOKS, 'owned'),
  'POST /api/v1/webhooks/:id/resume': rule(OWNERS_OF_WEBHOOKS, 'owned'),
  'POST /api/v1/webhooks/:id/remove': rule(OWNERS_OF_WEBHOOKS, 'owned'),
  'POST /api/v1/webhooks/:id/rotate-secret': rule(OWNERS_OF_WEBHOOKS, 'owned'),
  'POST /api/v1/webhooks/:id/redeliver': rule(OWNERS_OF_WEBHOOKS, 'owned'),
  'POST /api/v1/webhooks/:id/test': rule(OWNERS_OF_WEBHOOKS, 'owned'),
  'GET /api/v1/projections': rule(OPERATORS, 'none'),
  'GET /api/v1/dead-letters': rule(OPERATORS),
  'POST /api/v1/dead-letters/replay': rule(ADMINISTRATOR),

  // Technicians see a customer through the tickets that are theirs, not here.
  'GET /api/v1/customers': rule(READERS_AT_DESKS),
  'GET /api/v1/customers/count': rule(READERS_AT_DESKS),
  'GET /api/v1/customers/:id': rule(READERS_AT_DESKS),
  'GET /api/v1/customers/:id/history': rule(READERS_AT_DESKS),
  'GET /api/v1/customers/:id/history/count': rule(READERS_AT_DESKS),
  'GET /api/v1/customers/:id/proposed-category': rule(READERS_AT_DESKS),
  'POST /api/v1/customers': rule(DESK),
  'POST /api/v1/customers/:id/amend': rule(DESK),
  'POST /api/v1/customers/:id/devices': rule(DESK),
  'POST /api/v1/customers/:id/contracts': rule(SIGNERS),
  'POST /api/v1/customers/:id/contracts/:contractId/maintenance-plans': rule(SIGNERS),
  'GET /api/v1/maintenance-plans': rule(READERS_AT_DESKS),
  'GET /api/v1/maintenance-plans/count': rule(READERS_AT_DESKS),
  'GET /api/v1/maintenance-plans/:id': rule(READERS_AT_DESKS),
  'POST /api/v1/maintenance-plans/:id/end': rule(SIGNERS),
  'POST /api/v1/maintenance-plans/:id/slots/:slot/order': rule(SIGNERS),
  'POST /api/v1/customers/:id/forget': rule(['service-manager', 'administrator']),

  // A technician sees himself only.
  'GET /api/v1/technicians': rule(READERS, 'assigned'),
  'GET /api/v1/technicians/count': rule(READERS, 'assigned'),
  'GET /api/v1/technicians/:id': rule(READERS, 'assigned'),
  'GET /api/v1/technicians/load': rule(READERS, 'assigned'),
  'GET /api/v1/technicians/:id/load': rule(READERS, 'assigned'),
  'GET /api/v1/technicians/:id/load/tickets': rule(READERS, 'assigned'),
  'POST /api/v1/technicians': rule(['dispatch-manager', 'administrator']),
  'POST /api/v1/technicians/:id/amend': rule(['dispatch-manager', 'administrator']),
  'POST /api/v1/technicians/:id/release': rule(['dispatch-manager', 'administrator']),

  // A technician sees the invoices of his own tickets.
  'GET /api/v1/invoices': rule(READERS_OF_INVOICES, 'assigned'),
  'GET /api/v1/invoices/count': rule(READERS_OF_INVOICES, 'assigned'),
  'GET /api/v1/invoices/:id': rule(READERS_OF_INVOICES, 'assigned'),
  'POST /api/v1/invoices/:id/issue': rule(['finance']),
  'POST /api/v1/invoices/:id/void': rule(['finance']),
  'POST /api/v1/invoices/:id/payments': rule(['finance', 'technician'], 'assigned'),

  // Ratings and complaints are not for the technicians they are about.
  'GET /api/v1/surveys': rule(READERS_OF_OPINIONS),
  'GET /api/v1/surveys/count': rule(READERS_OF_OPINIONS),
  'GET /api/v1/surveys/:id': rule(READERS_OF_OPINIONS),
  'POST /api/v1/surveys/expire': rule(['service-manager', 'administrator']),
  // The token of the private link, in the body, stands for the customer.
  'POST /api/v1/surveys/:id/answers': everyone,
  'POST /api/v1/surveys/:id/complaints': everyone,

  'GET /api/v1/complaints': rule(READERS_OF_OPINIONS),
  'GET /api/v1/complaints/count': rule(READERS_OF_OPINIONS),
  'GET /api/v1/complaints/:id': rule(READERS_OF_OPINIONS),
  'POST /api/v1/complaints': rule([...DESK, 'executive']),
  'POST /api/v1/sla/what-if': rule([...PROMISERS, 'dispatch-manager', 'auditor']),
  'GET /api/v1/complaints/:id/sla': rule(READERS_OF_OPINIONS),
  'POST /api/v1/complaints/:id/sla/recalculate': rule(PROMISERS),
  'POST /api/v1/complaints/:id/sla/withdraw': rule(PROMISERS),
  'POST /api/v1/complaints/:id/escalate': rule(MANAGERS),
  'POST /api/v1/complaints/:id/answer': rule(MANAGERS),
  // Without the customer’s acceptance the domain lets only the executive close.
  'POST /api/v1/complaints/:id/close': rule(MANAGERS),
};
