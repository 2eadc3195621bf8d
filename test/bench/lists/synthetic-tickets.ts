import type { Channel, Priority, ServiceCategory, TicketEvent } from '@gongdan/contracts';
import { describedFault } from './synthetic-words.js';

export const TECHNICIANS = 50;
export const TEAMS = 8;
const CUSTOMERS = 20_000;
export const FIRST_DAY_MS = Date.parse('2021-01-01T00:00:00.000Z');
/** The log ends here: what would happen later has not happened yet. */
export const END_MS = Date.parse('2026-01-01T00:00:00.000Z');

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const END_MINUTE = (END_MS - FIRST_DAY_MS) / MINUTE_MS;

/** The steps that a ticket may take, in this order; most take most of them. */
export const STEPS = [
  'register',
  'assign',
  'start',
  'pause',
  'finish',
  'end',
  'comment',
  'cancel',
] as const;
export type Step = (typeof STEPS)[number];

export interface TimedStep {
  readonly step: Step;
  /** Minutes since FIRST_DAY_MS. */
  readonly minute: number;
}

/** A number in [0, 1) that depends on nothing but these two. */
function fractionOf(ticket: number, salt: number): number {
  let hash = Math.imul(ticket + 1, 0x9e37_79b1) ^ Math.imul(salt + 1, 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb_352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846c_a68b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** The first of the shares (which add up to 1) that the fraction falls into. */
function share<Value>(shares: readonly (readonly [Value, number])[], fraction: number): Value {
  let left = fraction;
  for (const [value, part] of shares) {
    if (left < part) return value;
    left -= part;
  }
  return (shares.at(-1) as readonly [Value, number])[0];
}

const exponential = (mean: number, fraction: number): number => -mean * Math.log(1 - fraction);

/**
 * What happens to a ticket until the end of the log. Most are closed within two weeks, 4 % are cancelled,
 * one in fifty takes months, and a few get a comment long afterwards.
 */
export function stepsOf(ticket: number, registeredMinute: number): TimedStep[] {
  const after = (salt: number, meanMinutes: number): number =>
    1 + exponential(meanMinutes, fractionOf(ticket, salt));
  const steps: TimedStep[] = [{ step: 'register', minute: registeredMinute }];
  let minute = registeredMinute;
  const then = (step: Step, meanMinutes: number, salt: number): void => {
    minute += after(salt, meanMinutes);
    steps.push({ step, minute: Math.floor(minute) });
  };
  if (fractionOf(ticket, 1) < 0.04) {
    then('cancel', DAY_MINUTES, 2);
  } else {
    const slowness = fractionOf(ticket, 3) < 0.02 ? 20 : 1;
    then('assign', 300, 4);
    then('start', 2 * DAY_MINUTES * slowness, 5);
    if (fractionOf(ticket, 6) < 0.12) then('pause', 60, 7);
    then('finish', DAY_MINUTES * slowness, 8);
    then('end', 4 * DAY_MINUTES * slowness, 9);
  }
  if (fractionOf(ticket, 10) < 0.03) then('comment', 200 * DAY_MINUTES, 11);
  return steps.filter((one) => one.minute < END_MINUTE);
}

/** When the ticket was registered, of `tickets` spread evenly over the years. */
export const registrationMinute = (ticket: number, tickets: number): number =>
  Math.floor(((ticket + fractionOf(ticket, 12)) / tickets) * END_MINUTE);

export const ticketId = (ticket: number): string =>
  `0198c2f0-0000-7000-8000-${ticket.toString(16).padStart(12, '0')}`;
export const technicianId = (technician: number): string => `technician-${technician + 1}`;
/** Few customers have many tickets, most have few. */
export const customerOf = (ticket: number): string =>
  `customer-${Math.floor(fractionOf(ticket, 20) ** 2 * CUSTOMERS) + 1}`;
const technicianOf = (ticket: number): number => Math.floor(fractionOf(ticket, 21) * TECHNICIANS);
export const teamId = (team: number): string => `team-${team + 1}`;
export const numberOf = (ticket: number, registeredAt: string): string =>
  `T-${registeredAt.slice(0, 10).replaceAll('-', '')}-${ticket + 1}`;

const CATEGORY_SHARES: readonly (readonly [ServiceCategory, number])[] = [
  ['paid', 0.5],
  ['contract', 0.25],
  ['free', 0.23],
  ['internal', 0.02],
];
const PRIORITY_SHARES: readonly (readonly [Priority, number])[] = [
  ['normal', 0.75],
  ['low', 0.12],
  ['high', 0.1],
  ['urgent', 0.03],
];
/** Letters have become rare. */
const CHANNEL_SHARES: readonly (readonly [Channel, number])[] = [
  ['phone', 0.55],
  ['web', 0.2],
  ['chat', 0.15],
  ['email', 0.08],
  ['counter', 0.019],
  ['letter', 0.001],
];
const REGION_SHARES: readonly (readonly [string, number])[] = [
  ['urban', 0.6],
  ['suburban', 0.3],
  ['county-north', 0.06],
  ['county-south', 0.039],
  ['island', 0.001],
];
/** Of which a filter finds a few, or a few of a hundred thousand. */
export const RARE = { channel: 'letter', region: 'island' } as const;

const IN_PROGRESS = {
  to: 'in-progress',
  stage: 'field',
  stateClass: 'active',
} as const;

/** The event of one step. */
export function eventOf(ticket: number, step: Step, registeredAt: string): TicketEvent {
  switch (step) {
    case 'register':
      return { type: 'TicketRegistered', data: registration(ticket, registeredAt) };
    case 'assign':
      return { type: 'TicketAssigned', data: assignment(ticket) };
    case 'start':
      return { type: 'WorkStarted', data: { move: { from: 'on-site', ...IN_PROGRESS } } };
    case 'pause':
      return {
        type: 'WorkPaused',
        data: {
          reason: 'waiting-for-parts',
          move: { from: 'in-progress', to: 'paused', stage: 'field', stateClass: 'paused' },
        },
      };
    case 'finish':
      return {
        type: 'WorkFinished',
        data: {
          resolution: 'Works again.',
          move: { from: 'in-progress', to: 'finished', stage: 'sign-off', stateClass: 'resolved' },
        },
      };
    case 'end':
      return {
        type: 'TicketClosed',
        data: {
          move: {
            from: 'awaiting-feedback',
            to: 'closed',
            stage: 'closed',
            stateClass: 'closed',
          },
        },
      };
    case 'comment':
      return {
        type: 'TicketCommented',
        data: { commentId: `comment-${ticket}`, text: 'Called again.', visibility: 'internal' },
      };
    case 'cancel':
      return {
        type: 'TicketCancelled',
        data: {
          reason: 'Customer found the cause',
          move: { from: 'registered', to: 'cancelled', stage: 'closed', stateClass: 'cancelled' },
        },
      };
  }
}

function registration(ticket: number, registeredAt: string) {
  const category = share(CATEGORY_SHARES, fractionOf(ticket, 30));
  const customerId = customerOf(ticket);
  return {
    ticketId: ticketId(ticket),
    number: numberOf(ticket, registeredAt),
    customerId,
    workflow: { id: category, version: 1 },
    category,
    priority: share(PRIORITY_SHARES, fractionOf(ticket, 31)),
    channel: share(CHANNEL_SHARES, fractionOf(ticket, 32)),
    ...describedFault(ticket, fractionOf),
    contact: {
      name: `Contact of ${customerId}`,
      phone: `+86 10 5${customerId.slice('customer-'.length).padStart(7, '0')}`,
    },
    site: {
      address: `${1 + (ticket % 300)} Example Road`,
      region: share(REGION_SHARES, fractionOf(ticket, 33)),
    },
    move: { from: null, to: 'registered', stage: 'request', stateClass: 'open' },
  } as const;
}

function assignment(ticket: number) {
  const technician = technicianOf(ticket);
  const helper = Math.floor(fractionOf(ticket, 41) * TECHNICIANS);
  const isHelped = fractionOf(ticket, 40) < 0.15 && helper !== technician;
  return {
    technicianId: technicianId(technician),
    assistantIds: isHelped ? [technicianId(helper)] : [],
    team: teamId(technician % TEAMS),
    move: { from: 'approved', to: 'assigned', stage: 'dispatch', stateClass: 'open' },
  } as const;
}
