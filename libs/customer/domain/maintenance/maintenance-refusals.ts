import type { Refusal } from '@gongdan/core';

interface Validity {
  readonly validFrom: string;
  readonly validUntil: string;
}

/** Every refusal of a maintenance plan: one place per code. */
export const maintenanceRefusals = {
  notFound: (): Refusal => ({
    code: 'MAINTENANCE.NOT_FOUND',
    category: 'not-found',
    message: 'There is no such maintenance plan.',
    hint: 'GET /api/v1/maintenance-plans lists those that there are.',
  }),
  unknownDevice: (deviceId: string): Refusal => ({
    code: 'MAINTENANCE.UNKNOWN_DEVICE',
    category: 'invalid',
    message: `The customer has no device ${deviceId}.`,
    hint: 'GET /api/v1/customers/{id} lists the devices.',
    violations: [{ path: '/deviceId', message: 'must be a device of the contract’s customer' }],
  }),
  contractIsOver: ({ validFrom, validUntil }: Validity, firstOn: string): Refusal => ({
    code: 'MAINTENANCE.NOTHING_TO_ORDER',
    category: 'rejected',
    message: `A plan from ${firstOn} on would order nothing: its contract, valid from ${validFrom} to ${validUntil}, is over.`,
    hint: 'Plan under a contract that is in force.',
  }),
  nothingToOrder: (
    { validFrom, validUntil }: Validity,
    firstOn: string,
    lastOn: string,
  ): Refusal => ({
    code: 'MAINTENANCE.NOTHING_TO_ORDER',
    category: 'rejected',
    message: `A plan from ${firstOn} to ${lastOn} would order nothing; its contract is valid from ${validFrom} to ${validUntil}.`,
    hint: 'Let the first day lie before the end of plan and contract.',
    violations: [{ path: '/firstOn', message: `must not be after ${lastOn}` }],
  }),
  beginsInThePast: (firstOn: string, today: string): Refusal => ({
    code: 'MAINTENANCE.DAY_IN_THE_PAST',
    category: 'invalid',
    message: `The plan’s first visit (${firstOn}) lies in the past; today is ${today}.`,
    hint: 'Take the day of the next visit.',
    violations: [{ path: '/firstOn', message: `must not be before ${today}` }],
  }),
  visitInThePast: (on: string, today: string): Refusal => ({
    code: 'MAINTENANCE.DAY_IN_THE_PAST',
    category: 'invalid',
    message: `The visit’s day (${on}) lies in the past; today is ${today}.`,
    hint: 'Name another day by `on`.',
    violations: [{ path: '/on', message: `must not be before ${today}` }],
  }),
  outsideContract: (path: string, day: string, { validFrom, validUntil }: Validity): Refusal => ({
    code: 'MAINTENANCE.OUTSIDE_CONTRACT',
    category: 'invalid',
    message: `${day} lies outside of the contract, which is valid from ${validFrom} to ${validUntil}.`,
    hint: 'Choose a day within the contract.',
    violations: [{ path, message: `must lie between ${validFrom} and ${validUntil}` }],
  }),
  tooManySlots: (slotsMax: number): Refusal => ({
    code: 'MAINTENANCE.TOO_MANY_VISITS',
    category: 'invalid',
    message: `One plan has at most ${slotsMax} visits.`,
    hint: 'Let it end earlier (`lastOn`), or its visits lie further apart.',
    violations: [{ path: '/everyMonths', message: `makes more than ${slotsMax} visits` }],
  }),
  tooManyPlans: (plansMax: number): Refusal => ({
    code: 'MAINTENANCE.TOO_MANY_PLANS',
    category: 'rejected',
    message: `One contract has at most ${plansMax} maintenance plans, ended ones counted.`,
    hint: 'Plan further visits under a second contract.',
  }),
  planEnded: (because: string): Refusal => ({
    code: 'MAINTENANCE.PLAN_ENDED',
    category: 'rejected',
    message: `The plan was ended and orders nothing more: ${because}`,
    hint: 'Make another plan, or register a ticket.',
  }),
  slotNotFound: (slotCount: number): Refusal => ({
    code: 'MAINTENANCE.SLOT_NOT_FOUND',
    category: 'not-found',
    message: `There is no such visit: the plan has ${slotCount}.`,
    hint: 'Check the number: GET /api/v1/maintenance-plans/{id} lists the slots.',
  }),
  slotNotOpen: (slot: number, state: string): Refusal => ({
    code: 'MAINTENANCE.SLOT_NOT_OPEN',
    category: 'rejected',
    message: `Visit ${slot} of the plan is ${state}.`,
    hint:
      state === 'planned'
        ? 'It is ordered by itself when its day comes near.'
        : 'Only a visit whose ticket was cancelled or merged is ordered anew.',
  }),
};
