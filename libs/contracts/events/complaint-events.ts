import { Type } from 'typebox';
import { closed, declareEvent } from '../event-contract.js';
import {
  EscalationLevelSchema,
  IdSchema,
  LongTextSchema,
  SeveritySchema,
  ShortTextSchema,
} from '../vocabulary.js';

const complaintId = '0198c2f0-0000-7000-8000-0000000000a1';

export const ComplaintOpened = declareEvent('ComplaintOpened', {
  owner: 'complaint',
  description: 'A complaint was taken up, from the customer, a poor rating, or staff.',
  schema: closed({
    complaintId: IdSchema,
    customerId: IdSchema,
    ticketIds: Type.Array(IdSchema, { maxItems: 100 }),
    source: Type.Enum(['customer', 'survey', 'staff']),
    severity: SeveritySchema,
    description: LongTextSchema,
    /** The person (never a queue) who owns it: a user’s id, or a role until someone is named. */
    ownerId: IdSchema,
    level: EscalationLevelSchema,
  }),
  personal: ['/description'],
  sample: {
    complaintId,
    customerId: '0198c2f0-0000-7000-8000-0000000000c1',
    ticketIds: ['0198c2f0-0000-7000-8000-000000000001'],
    source: 'survey',
    severity: 'general',
    description: 'Rated 1 of 5.',
    ownerId: 'service-manager',
    level: 'handler',
  },
});

export const ComplaintEscalated = declareEvent('ComplaintEscalated', {
  owner: 'complaint',
  description: 'The complaint climbed one step of the ladder; the next person was told.',
  schema: closed({
    from: EscalationLevelSchema,
    to: EscalationLevelSchema,
    ownerId: IdSchema,
    reason: ShortTextSchema,
  }),
  sample: {
    from: 'handler',
    to: 'dispatch-manager',
    ownerId: 'dispatch-manager',
    reason: 'Not answered in time',
  },
});

export const ComplaintAnswered = declareEvent('ComplaintAnswered', {
  owner: 'complaint',
  description: 'The customer was given an answer, by phone or in writing.',
  schema: closed({
    channel: Type.Enum(['phone', 'letter', 'email', 'chat']),
    answer: LongTextSchema,
  }),
  personal: ['/answer'],
  sample: { channel: 'phone', answer: 'A repeat visit at no cost.' },
});

export const ComplaintClosed = declareEvent('ComplaintClosed', {
  owner: 'complaint',
  description: 'The loop is closed: accepted by the customer, or by the executive with a reason.',
  schema: closed({
    acceptedByCustomer: Type.Boolean(),
    reason: Type.Optional(ShortTextSchema),
  }),
  sample: { acceptedByCustomer: true },
});
