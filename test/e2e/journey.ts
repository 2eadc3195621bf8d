import type { ServiceCategory } from '@gongdan/contracts';
import type { Desk } from './desk.js';

export interface People {
  readonly customerId: string;
  readonly technicianId: string;
  readonly helperId: string;
}

/** A customer, two technicians, and an account for every role (and one for the helper). */
export async function settle(desk: Desk): Promise<People> {
  await desk.hire('founder', ['administrator', 'dispatch-manager', 'clerk']);
  const engage = (name: string) =>
    desk.does('founder', '/technicians', { name, region: 'urban', skills: ['heating'] });
  const { id: technicianId } = await engage('Technician One');
  const { id: helperId } = await engage('Technician Two');
  const { id: customerId } = await desk.does('founder', '/customers', {
    name: 'Customer One',
    phone: '+86 10 5555 0101',
  });
  await desk.hireEverybody(technicianId);
  await desk.hire('helper', ['technician'], helperId);
  return { customerId, technicianId, helperId };
}

/** Their workflows want the manager to release the visit. */
const NEEDS_RELEASE: readonly ServiceCategory[] = ['paid', 'internal'];

const dayAhead = (hour: string): string =>
  `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T${hour}Z`;

/**
 * The window that a visit is scheduled for. It lies ahead of the engine’s own clock: in the past it would
 * break the arrival’s promise at once, and a ticket that nobody is late for would escalate or not, by chance.
 */
const TOMORROW = { from: dayAhead('01:00:00'), to: dayAhead('03:00:00') };

export const register = (
  desk: Desk,
  { customerId }: Pick<People, 'customerId'>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ id: string; version: number; position: number }> =>
  desk.does('clerk', '/tickets', {
    customerId,
    channel: 'phone',
    title: 'Air conditioner does not cool',
    description: 'Runs, but blows warm air.',
    ...more,
  });

/** The steps of a ticket from its registration to its archiving: who does what. */
export const stepsOf = (
  category: ServiceCategory,
  { technicianId }: Pick<People, 'technicianId'>,
  lead = 'technician',
): readonly (readonly [who: string, command: string, body: object])[] => [
  ...(NEEDS_RELEASE.includes(category)
    ? ([['dispatch-manager', 'approve-dispatch', {}]] as const)
    : []),
  ['dispatcher', 'assign', { technicianId }],
  [lead, 'accept', {}],
  [
    'dispatcher',
    'schedule',
    {
      appointment: TOMORROW,
      requestedByCustomer: true,
    },
  ],
  [lead, 'depart', {}],
  [lead, 'arrive', {}],
  [lead, 'start', {}],
  [lead, 'record-work', { description: 'Refilled refrigerant', minutes: 45 }],
  [
    lead,
    'record-parts',
    {
      parts: [
        {
          code: 'R32-1KG',
          description: 'Refrigerant R32, 1 kg',
          quantity: 1,
          unitPrice: { amountMinor: 18_000, currency: 'CNY' },
        },
      ],
    },
  ],
  [lead, 'pause', { reason: 'waiting-for-parts' }],
  [lead, 'resume', {}],
  [lead, 'finish', { resolution: 'Cools again.' }],
  [lead, 'sign', { signedBy: 'Customer One' }],
  ['dispatch-manager', 'countersign', {}],
  ['clerk', 'archive', {}],
];

/**
 * Registers a ticket and takes it through all steps, or until one is done. Answers its id. `lead`: the
 * account of the technician.
 */
export async function travel(
  desk: Desk,
  people: People,
  category: ServiceCategory,
  until?: string,
  lead?: string,
): Promise<string> {
  const { id } = await register(desk, people, { category });
  for (const [who, command, body] of stepsOf(category, people, lead)) {
    await desk.does(who, `/tickets/${id}/${command}`, body);
    if (command === until) break;
  }
  return id;
}
