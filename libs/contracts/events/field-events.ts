import { Type } from 'typebox';
import { closed, declareEvent } from '../event-contract.js';
import {
  IdSchema,
  InstantSchema,
  LongTextSchema,
  MoneySchema,
  MoveSchema,
  PauseReasonSchema,
  ShortTextSchema,
} from '../vocabulary.js';

const technicianId = '0198c2f0-0000-7000-8000-0000000000f1';

export const TechnicianDeparted = declareEvent('TechnicianDeparted', {
  owner: 'field',
  description: 'The technician is on the way.',
  schema: closed({ technicianId: IdSchema, move: MoveSchema }),
  sample: {
    technicianId,
    move: { from: 'scheduled', to: 'en-route', stage: 'field', stateClass: 'active' },
  },
});

export const TechnicianArrived = declareEvent('TechnicianArrived', {
  owner: 'field',
  description: 'The technician is at the site.',
  schema: closed({ technicianId: IdSchema, move: MoveSchema }),
  sample: {
    technicianId,
    move: { from: 'en-route', to: 'on-site', stage: 'field', stateClass: 'active' },
  },
});

export const WorkStarted = declareEvent('WorkStarted', {
  owner: 'field',
  description: 'Work began.',
  schema: closed({ move: MoveSchema }),
  sample: { move: { from: 'on-site', to: 'in-progress', stage: 'field', stateClass: 'active' } },
});

export const WorkPaused = declareEvent('WorkPaused', {
  owner: 'field',
  description: 'Work rests, for a reason that the policies know.',
  schema: closed({
    reason: PauseReasonSchema,
    note: Type.Optional(ShortTextSchema),
    move: MoveSchema,
  }),
  sample: {
    reason: 'waiting-for-parts',
    move: { from: 'in-progress', to: 'paused', stage: 'field', stateClass: 'paused' },
  },
});

export const WorkResumed = declareEvent('WorkResumed', {
  owner: 'field',
  description: 'Work goes on.',
  schema: closed({ move: MoveSchema }),
  sample: { move: { from: 'paused', to: 'in-progress', stage: 'field', stateClass: 'active' } },
});

export const WorkRecorded = declareEvent('WorkRecorded', {
  owner: 'field',
  description: 'What was done and how long it took.',
  schema: closed({
    technicianId: IdSchema,
    description: LongTextSchema,
    minutes: Type.Integer({ minimum: 0, maximum: 10_000 }),
    coveredByWarranty: Type.Boolean(),
  }),
  sample: {
    technicianId,
    description: 'Refilled refrigerant, checked for leaks.',
    minutes: 45,
    coveredByWarranty: false,
  },
});

export const PartsRecorded = declareEvent('PartsRecorded', {
  owner: 'field',
  description: 'Parts that were used.',
  schema: closed({
    parts: Type.Array(
      closed({
        code: IdSchema,
        description: ShortTextSchema,
        quantity: Type.Integer({ minimum: 1, maximum: 10_000 }),
        unitPrice: MoneySchema,
        coveredByWarranty: Type.Boolean(),
      }),
      { minItems: 1, maxItems: 100 },
    ),
  }),
  sample: {
    parts: [
      {
        code: 'R32-1KG',
        description: 'Refrigerant R32, 1 kg',
        quantity: 1,
        unitPrice: { amountMinor: 18_000, currency: 'CNY' },
        coveredByWarranty: false,
      },
    ],
  },
});

export const WorkFinished = declareEvent('WorkFinished', {
  owner: 'field',
  description: 'The work is done.',
  schema: closed({ resolution: LongTextSchema, move: MoveSchema }),
  sample: {
    resolution: 'Cools again.',
    move: { from: 'in-progress', to: 'finished', stage: 'sign-off', stateClass: 'resolved' },
  },
});

export const CustomerSigned = declareEvent('CustomerSigned', {
  owner: 'field',
  description: 'The customer signed the voucher.',
  schema: closed({
    signedBy: ShortTextSchema,
    remark: Type.Optional(ShortTextSchema),
    move: MoveSchema,
  }),
  personal: ['/signedBy', '/remark'],
  sample: {
    signedBy: 'Customer One',
    move: { from: 'finished', to: 'signed', stage: 'sign-off', stateClass: 'resolved' },
  },
});

export const TicketCountersigned = declareEvent('TicketCountersigned', {
  owner: 'field',
  description: 'The manager countersigned the finished voucher.',
  schema: closed({ note: Type.Optional(ShortTextSchema), move: MoveSchema }),
  sample: {
    move: { from: 'signed', to: 'countersigned', stage: 'sign-off', stateClass: 'resolved' },
  },
});

export const TicketArchived = declareEvent('TicketArchived', {
  owner: 'field',
  description: 'The voucher was archived; billing takes over.',
  schema: closed({
    /** When the work of the cycle was finished: the contract must have been in force on that day. */
    finishedAt: Type.Optional(InstantSchema),
    move: MoveSchema,
  }),
  sample: {
    move: { from: 'countersigned', to: 'archived', stage: 'billing', stateClass: 'resolved' },
  },
});
