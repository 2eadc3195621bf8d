import { invariant } from '@gongdan/core';

export const SERVICE_NAMES = [
  'request',
  'dispatch',
  'field',
  'billing',
  'feedback',
  'complaint',
  'customer',
  'sla',
  'relay',
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** What one process does of all that the house can do. */
export interface Service {
  readonly name: ServiceName;
  /**
   * The paths below `/api/v1` that it answers. `:id` stands for one part, `/**` at the end for the path
   * itself and everything below it. Where several services name a path, the first in the list has it.
   */
  readonly paths: readonly string[];
  /** The consumers that it works for. */
  readonly consumers: readonly string[];
}

const ticketCommands = (...commands: readonly string[]): readonly string[] =>
  commands.map((command) => `/tickets/:id/${command}`);

/** Who does what. Each has everybody’s code and does its own part: what is moved here is moved at once. */
export const SERVICES: readonly Service[] = [
  {
    name: 'sla',
    paths: ['/tickets/:id/sla/**', '/complaints/:id/sla/**', '/sla/**', '/notices/**'],
    consumers: [
      'projection:sla-clock',
      'projection:sla-ticket',
      'roll-up:sla-day',
      'policy:keep-clocks-when-something-happens',
      'policy:escalate-when-a-ladder-says-so',
      'timers:sla',
      'notices',
    ],
  },
  {
    name: 'dispatch',
    paths: [
      ...ticketCommands('approve-dispatch', 'assign', 'accept', 'decline', 'reassign', 'schedule'),
      ...ticketCommands('escalate'),
      '/board',
      '/technicians/**',
    ],
    consumers: ['projection:dispatch-board', 'projection:technician', 'projection:technician-load'],
  },
  {
    name: 'field',
    paths: [
      ...ticketCommands('depart', 'arrive', 'start', 'pause', 'resume', 'record-work'),
      ...ticketCommands('record-parts', 'finish', 'sign', 'countersign', 'archive'),
    ],
    consumers: ['projection:technician-work'],
  },
  {
    name: 'billing',
    paths: ['/invoices/**'],
    consumers: [
      'projection:invoice',
      'policy:draft-invoice-when-ticket-archived',
      'policy:settle-ticket-when-invoice-is-issued',
      'policy:settle-ticket-when-draft-is-voided',
    ],
  },
  {
    name: 'feedback',
    paths: ['/surveys/**'],
    consumers: [
      'projection:survey',
      'policy:request-survey-when-ticket-closes',
      'policy:close-ticket-when-feedback-is-in',
    ],
  },
  {
    name: 'complaint',
    paths: ['/complaints/**'],
    consumers: ['projection:complaint', 'policy:open-complaint-when-rating-is-poor'],
  },
  {
    name: 'customer',
    paths: ['/customers/**', '/maintenance-plans/**'],
    consumers: [
      'projection:customer',
      'projection:contract',
      'projection:device',
      'projection:customer-history',
      'policy:count-contract-visit-when-ticket-archived',
      'policy:destroy-key-when-customer-is-forgotten',
      'projection:maintenance-plan',
      'policy:register-ticket-when-maintenance-is-ordered',
      'policy:open-slot-when-maintenance-visit-is-cancelled',
      'policy:note-visit-done-when-maintenance-ticket-is-archived',
      'policy:end-maintenance-plans-when-customer-is-forgotten',
    ],
  },
  {
    name: 'relay',
    paths: ['/events/**', '/webhooks/**', '/asyncapi.json', '/projections', '/dead-letters/**'],
    consumers: [],
  },
  {
    name: 'request',
    paths: ['/tickets/**', '/register', '/auth/**', '/users/**', '/openapi.json', '/docs/**'],
    consumers: [
      'projection:ticket-detail',
      'projection:ticket-search',
      'projection:daily-register',
    ],
  },
];

export function serviceNamed(name: ServiceName): Service {
  const found = SERVICES.find((service) => service.name === name);
  invariant(found !== undefined, `the service ${name} is in the list`);
  return found;
}

/**
 * Matches the paths below `/api/v1` that a pattern of `Service.paths` stands for, with as many slashes more
 * as the router forgives.
 */
export function pathExpression(pattern: string): string {
  const stem = `/api/v1${pattern.replace('/**', '')}`
    .replaceAll('.', String.raw`\.`)
    .replaceAll('/', '/+')
    .replaceAll(/:\w+/g, '[^/]+');
  return `^${stem}${pattern.endsWith('/**') ? '(/.*)?' : '/*'}$`;
}

/** Compiled once: it is asked of every request. */
const EXPRESSIONS = SERVICES.map((service) => ({
  service,
  expressions: service.paths.map((pattern) => new RegExp(pathExpression(pattern))),
}));

/** Who answers a path (without its query); undefined: nobody. */
export const serviceAt = (path: string): Service | undefined =>
  EXPRESSIONS.find(({ expressions }) => expressions.some((expression) => expression.test(path)))
    ?.service;
