import { Type } from 'typebox';
import { closed, declareEvent } from '../event-contract.js';
import {
  CarryOverReasonSchema,
  DaySchema,
  EscalationLevelSchema,
  IdSchema,
  MoveSchema,
  ShortTextSchema,
  WindowSchema,
} from '../vocabulary.js';

const technicianId = '0198c2f0-0000-7000-8000-0000000000f1';

export const TicketDispatchApproved = declareEvent('TicketDispatchApproved', {
  owner: 'dispatch',
  description: 'The department manager released the voucher for dispatch.',
  schema: closed({ note: Type.Optional(ShortTextSchema), move: MoveSchema }),
  sample: {
    move: { from: 'registered', to: 'approved', stage: 'dispatch', stateClass: 'open' },
  },
});

export const TicketAssigned = declareEvent('TicketAssigned', {
  owner: 'dispatch',
  description: 'A technician (and assistants) were named for the visit.',
  schema: closed({
    technicianId: IdSchema,
    assistantIds: Type.Array(IdSchema, { maxItems: 20 }),
    /** The team or queue, where the organisation dispatches by teams. */
    team: Type.Optional(IdSchema),
    move: MoveSchema,
  }),
  sample: {
    technicianId,
    assistantIds: [],
    move: { from: 'approved', to: 'assigned', stage: 'dispatch', stateClass: 'open' },
  },
});

export const TicketReassigned = declareEvent('TicketReassigned', {
  owner: 'dispatch',
  description: 'The visit was given to another technician.',
  schema: closed({
    technicianId: IdSchema,
    assistantIds: Type.Array(IdSchema, { maxItems: 20 }),
    team: Type.Optional(IdSchema),
    previousTechnicianId: Type.Union([IdSchema, Type.Null()]),
    reason: ShortTextSchema,
    move: MoveSchema,
  }),
  sample: {
    technicianId: '0198c2f0-0000-7000-8000-0000000000f2',
    assistantIds: [],
    previousTechnicianId: technicianId,
    reason: 'Ill',
    move: { from: 'accepted', to: 'assigned', stage: 'dispatch', stateClass: 'open' },
  },
});

export const TicketAccepted = declareEvent('TicketAccepted', {
  owner: 'dispatch',
  description: 'The technician took the visit on.',
  schema: closed({ technicianId: IdSchema, move: MoveSchema }),
  sample: {
    technicianId,
    move: { from: 'assigned', to: 'accepted', stage: 'dispatch', stateClass: 'open' },
  },
});

export const TicketDeclined = declareEvent('TicketDeclined', {
  owner: 'dispatch',
  description: 'The technician gave the visit back; it is to be assigned anew.',
  schema: closed({ technicianId: IdSchema, reason: ShortTextSchema, move: MoveSchema }),
  sample: {
    technicianId,
    reason: 'No such spare part in the van',
    move: { from: 'assigned', to: 'approved', stage: 'dispatch', stateClass: 'open' },
  },
});

export const TicketScheduled = declareEvent('TicketScheduled', {
  owner: 'dispatch',
  description: 'An appointment window was agreed.',
  schema: closed({
    appointment: WindowSchema,
    /** True where the customer asked for this window (it may then move the arrival clock). */
    requestedByCustomer: Type.Boolean(),
    move: MoveSchema,
  }),
  sample: {
    appointment: { from: '2026-03-03T01:00:00.000Z', to: '2026-03-03T03:00:00.000Z' },
    requestedByCustomer: true,
    move: { from: 'accepted', to: 'scheduled', stage: 'dispatch', stateClass: 'open' },
  },
});

export const TicketEscalated = declareEvent('TicketEscalated', {
  owner: 'dispatch',
  description: 'The ticket climbed the ladder: the next person is to look after it.',
  schema: closed({
    from: EscalationLevelSchema,
    to: EscalationLevelSchema,
    reason: ShortTextSchema,
  }),
  sample: { from: 'handler', to: 'dispatch-manager', reason: 'Nobody has arrived in time' },
});

export const TicketCarriedOver = declareEvent('TicketCarriedOver', {
  owner: 'dispatch',
  description:
    'Not dispatched, or not finished, by the end of a working day: put first at the next one’s start.',
  schema: closed({
    /** The working day that it was carried over to. */
    day: DaySchema,
    reason: CarryOverReasonSchema,
  }),
  sample: { day: '2026-03-03', reason: 'not-dispatched' },
});
