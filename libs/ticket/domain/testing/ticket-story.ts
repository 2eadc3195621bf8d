import { fold, instantOf, epochMsOf, specify, type Instant } from '@gongdan/core';
import { systemCaller, type Caller, type Role, type ServiceCategory } from '@gongdan/contracts';
import type { TicketCommand, TicketCommandInputs, TicketCommandName } from '../ticket-command.js';
import { ticketDecider } from '../ticket-decider.js';
import type { TicketFact, TicketState } from '../ticket-state.js';
import { loadTestWorkflows } from './load-test-workflows.js';

export const workflows = loadTestWorkflows();
export const decider = ticketDecider(workflows);
export const spec = specify(decider);

export const TICKET = '0198c2f0-0000-7000-8000-000000000001';
const CUSTOMER = 'customer-1';
export const LEAD = 'technician-1';
export const HELPER = 'technician-2';
export const START = '2026-03-02T09:00:00.000Z' as Instant;

const staff = (role: Role): Caller => ({ actor: role, roles: [role], technicianId: null });
const technician = (technicianId: string): Caller => ({
  actor: technicianId,
  roles: ['technician'],
  technicianId,
});

export const callers = {
  clerk: staff('clerk'),
  dispatcher: staff('dispatcher'),
  manager: staff('dispatch-manager'),
  serviceManager: staff('service-manager'),
  finance: staff('finance'),
  executive: staff('executive'),
  auditor: staff('auditor'),
  administrator: staff('administrator'),
  lead: technician(LEAD),
  helper: technician(HELPER),
  stranger: technician('technician-9'),
  engine: systemCaller('policy:test'),
} as const;

/** An instant so many minutes after START. */
export const at = (minutes: number): Instant => instantOf(epochMsOf(START) + minutes * 60_000);

export interface When {
  readonly caller?: Caller;
  readonly now?: Instant;
  readonly occurredAt?: Instant;
}

/** A command as it comes to the decider; by default now, from the dispatcher. */
export const command = <Name extends TicketCommandName>(
  name: Name,
  input: TicketCommandInputs[Name],
  { caller = callers.dispatcher, now = at(60), occurredAt = now }: When = {},
): TicketCommand =>
  ({ name, input, caller, now, occurredAt, newId: 'new-1' }) as unknown as TicketCommand;

export const registration = {
  ticketId: TICKET,
  number: 'T-20260302-0001',
  customerId: CUSTOMER,
  category: 'paid',
  channel: 'phone',
  title: 'Air conditioner does not cool',
  description: 'Runs, but blows warm air.',
} as const satisfies TicketCommandInputs['register'];

export const appointment = { from: '2026-03-03T01:00:00.000Z', to: '2026-03-03T03:00:00.000Z' };
export const work = { description: 'Refilled refrigerant', minutes: 45 };
export const part = {
  code: 'R32-1KG',
  description: 'Refrigerant',
  quantity: 2,
  unitPrice: { amountMinor: 18_000, currency: 'CNY' },
};

/** What happens to a ticket, one command after the other, a minute apart; a refusal throws. */
export class Story {
  readonly facts: TicketFact[] = [];
  private minute = 0;

  get state(): TicketState {
    return fold(decider, this.facts);
  }

  next<Name extends TicketCommandName>(
    name: Name,
    input: TicketCommandInputs[Name],
    caller: Caller,
  ): this {
    const when = { caller, now: at(this.minute++) };
    this.facts.push(
      ...spec
        .given(...this.facts)
        .when(command(name, input, when))
        .events(),
    );
    return this;
  }
}

/** The steps of a whole journey, in the order in which its states are reached. */
const steps: readonly (readonly [state: string, (story: Story) => Story])[] = [
  ['approved', (story) => story.next('approve-dispatch', {}, callers.manager)],
  [
    'assigned',
    (story) =>
      story.next('assign', { technicianId: LEAD, assistantIds: [HELPER] }, callers.dispatcher),
  ],
  ['accepted', (story) => story.next('accept', {}, callers.lead)],
  ['scheduled', (story) => story.next('schedule', { appointment }, callers.lead)],
  ['en-route', (story) => story.next('depart', {}, callers.lead)],
  ['on-site', (story) => story.next('arrive', {}, callers.lead)],
  ['in-progress', (story) => story.next('start', {}, callers.lead)],
  [
    'finished',
    (story) =>
      story
        .next('record-work', work, callers.lead)
        .next('finish', { resolution: 'Cools again.' }, callers.lead),
  ],
  ['signed', (story) => story.next('sign', { signedBy: 'Customer One' }, callers.lead)],
  ['countersigned', (story) => story.next('countersign', {}, callers.manager)],
  ['archived', (story) => story.next('archive', {}, callers.clerk)],
  ['awaiting-feedback', (story) => story.next('settle', { outcome: 'covered' }, callers.engine)],
  ['closed', (story) => story.next('close', {}, callers.engine)],
];

export const JOURNEY_STATES = ['registered', ...steps.map(([state]) => state)];

/**
 * A ticket that has come as far as this state; `paused` and `cancelled` from in-progress,
 * registered.
 */
export function storyUntil(state: string, category: ServiceCategory = 'paid'): Story {
  const story = new Story().next('register', { ...registration, category }, callers.clerk);
  if (state === 'cancelled') return story.next('cancel', { reason: 'Withdrawn' }, callers.clerk);
  if (state === 'merged') return story.next('merge', { intoTicketId: 'other' }, callers.clerk);
  if (state === 'paused') {
    return storyUntil('in-progress', category).next(
      'pause',
      { reason: 'waiting-for-parts' },
      callers.lead,
    );
  }
  for (const [, step] of steps.slice(0, JOURNEY_STATES.indexOf(state))) step(story);
  return story;
}

export const until = (state: string, category?: ServiceCategory) =>
  spec.given(...storyUntil(state, category).facts);

/** An imported ticket, registered. */
export const importedStory = (): Story =>
  new Story().next(
    'register',
    {
      ...registration,
      channel: 'import',
      workflowId: 'imported',
      source: { log: 'other-desk', key: 'INC1' },
    },
    callers.engine,
  );
