import { Type } from 'typebox';
import { closed, declareEvent } from '../event-contract.js';
import {
  ChannelSchema,
  ContactSchema,
  DeviceDescriptionSchema,
  IdSchema,
  LongTextSchema,
  MoveSchema,
  PrioritySchema,
  ServiceCategorySchema,
  ShortTextSchema,
  SiteSchema,
  WindowSchema,
  WorkflowPinSchema,
} from '../vocabulary.js';

const registeredMove = {
  from: null,
  to: 'registered',
  stage: 'request',
  stateClass: 'open',
} as const;

export const TicketRegistered = declareEvent('TicketRegistered', {
  owner: 'request',
  description: 'A request was written into the service register and its voucher opened.',
  schema: closed({
    ticketId: IdSchema,
    number: IdSchema,
    customerId: IdSchema,
    workflow: WorkflowPinSchema,
    category: ServiceCategorySchema,
    priority: PrioritySchema,
    channel: ChannelSchema,
    title: ShortTextSchema,
    description: LongTextSchema,
    contact: Type.Optional(ContactSchema),
    site: Type.Optional(SiteSchema),
    deviceId: Type.Optional(IdSchema),
    device: Type.Optional(DeviceDescriptionSchema),
    contractId: Type.Optional(IdSchema),
    wanted: Type.Optional(WindowSchema),
    /** Where an imported ticket came from: the log's name and its id there. */
    source: Type.Optional(closed({ log: IdSchema, key: IdSchema })),
    /** The visit of a maintenance plan that it was ordered for. */
    maintenance: Type.Optional(closed({ planId: IdSchema, slot: Type.Integer({ minimum: 1 }) })),
    move: MoveSchema,
  }),
  personal: ['/contact/name', '/contact/phone', '/contact/email', '/site/address'],
  sample: {
    ticketId: '0198c2f0-0000-7000-8000-000000000001',
    number: 'T-20260302-0001',
    customerId: '0198c2f0-0000-7000-8000-0000000000c1',
    workflow: { id: 'paid', version: 1 },
    category: 'paid',
    priority: 'normal',
    channel: 'phone',
    title: 'Air conditioner does not cool',
    description: 'Runs, but blows warm air since yesterday.',
    contact: { name: 'Customer One', phone: '+86 10 5555 0101' },
    site: { address: '1 Example Road', region: 'urban' },
    move: registeredMove,
  },
});

export const TicketAmended = declareEvent('TicketAmended', {
  owner: 'request',
  description: 'What the register says of the request was corrected or completed.',
  schema: closed({
    title: Type.Optional(ShortTextSchema),
    description: Type.Optional(LongTextSchema),
    contact: Type.Optional(ContactSchema),
    site: Type.Optional(SiteSchema),
    deviceId: Type.Optional(IdSchema),
    device: Type.Optional(DeviceDescriptionSchema),
    /** The contract that is to cover it. */
    contractId: Type.Optional(IdSchema),
    wanted: Type.Optional(WindowSchema),
  }),
  personal: ['/contact/name', '/contact/phone', '/contact/email', '/site/address'],
  sample: { title: 'Air conditioner leaks' },
});

export const TicketClassified = declareEvent('TicketClassified', {
  owner: 'request',
  description: 'The service category was corrected; from then on it decides workflow and billing.',
  schema: closed({
    category: ServiceCategorySchema,
    previousCategory: ServiceCategorySchema,
    workflow: WorkflowPinSchema,
    reason: ShortTextSchema,
  }),
  sample: {
    category: 'free',
    previousCategory: 'paid',
    workflow: { id: 'free', version: 1 },
    reason: 'Inside warranty',
  },
});

export const TicketPrioritised = declareEvent('TicketPrioritised', {
  owner: 'request',
  description: 'The priority was changed.',
  schema: closed({
    priority: PrioritySchema,
    previousPriority: PrioritySchema,
    reason: Type.Optional(ShortTextSchema),
  }),
  sample: { priority: 'urgent', previousPriority: 'normal', reason: 'Hospital' },
});

export const TicketCancelled = declareEvent('TicketCancelled', {
  owner: 'request',
  description: 'The request was withdrawn before work began.',
  schema: closed({ reason: ShortTextSchema, move: MoveSchema }),
  sample: {
    reason: 'Customer found the cause',
    move: { from: 'registered', to: 'cancelled', stage: 'closed', stateClass: 'cancelled' },
  },
});

export const TicketMerged = declareEvent('TicketMerged', {
  owner: 'request',
  description: 'The ticket was found to be a duplicate and goes on in another one.',
  schema: closed({
    intoTicketId: IdSchema,
    reason: Type.Optional(ShortTextSchema),
    move: MoveSchema,
  }),
  sample: {
    intoTicketId: '0198c2f0-0000-7000-8000-000000000002',
    move: { from: 'registered', to: 'merged', stage: 'closed', stateClass: 'cancelled' },
  },
});

export const TicketReopened = declareEvent('TicketReopened', {
  owner: 'request',
  description: 'A finished ticket was taken up again; a new resolution cycle begins.',
  schema: closed({
    reason: ShortTextSchema,
    /** 2 for the first reopening: the number of the resolution cycle that begins. */
    cycle: Type.Integer({ minimum: 2 }),
    move: MoveSchema,
  }),
  sample: {
    reason: 'Fault came back',
    cycle: 2,
    move: { from: 'closed', to: 'registered', stage: 'request', stateClass: 'open' },
  },
});

export const TicketSettled = declareEvent('TicketSettled', {
  owner: 'request',
  description: 'Billing is done with the ticket: invoiced, covered, or nothing to bill.',
  schema: closed({
    outcome: Type.Enum(['invoiced', 'covered', 'nothing-to-bill']),
    invoiceId: Type.Optional(IdSchema),
    move: MoveSchema,
  }),
  sample: {
    outcome: 'invoiced',
    invoiceId: '0198c2f0-0000-7000-8000-000000000001.1',
    move: { from: 'archived', to: 'awaiting-feedback', stage: 'feedback', stateClass: 'closed' },
  },
});

export const TicketClosed = declareEvent('TicketClosed', {
  owner: 'request',
  description: 'The journey has ended.',
  schema: closed({ reason: Type.Optional(ShortTextSchema), move: MoveSchema }),
  sample: {
    move: { from: 'awaiting-feedback', to: 'closed', stage: 'closed', stateClass: 'closed' },
  },
});

export const TicketCommented = declareEvent('TicketCommented', {
  owner: 'request',
  description: 'Somebody wrote a remark on the voucher.',
  schema: closed({
    commentId: IdSchema,
    text: Type.String({ minLength: 1, maxLength: 10_000 }),
    visibility: Type.Enum(['internal', 'customer']),
  }),
  personal: ['/text'],
  sample: {
    commentId: '0198c2f0-0000-7000-8000-0000000000d1',
    text: 'Please ring twice.',
    visibility: 'internal',
  },
});

export const TicketFileAttached = declareEvent('TicketFileAttached', {
  owner: 'request',
  description: 'A file (photo, form, report) was attached; its bytes are kept beside the log.',
  schema: closed({
    attachmentId: IdSchema,
    fileName: Type.String({ minLength: 1, maxLength: 255 }),
    mediaType: Type.String({ minLength: 1, maxLength: 127 }),
    sizeBytes: Type.Integer({ minimum: 0 }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  }),
  personal: ['/fileName'],
  sample: {
    attachmentId: '0198c2f0-0000-7000-8000-0000000000e1',
    fileName: 'nameplate.jpg',
    mediaType: 'image/jpeg',
    sizeBytes: 48_213,
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  },
});

export const TicketWorkflowMigrated = declareEvent('TicketWorkflowMigrated', {
  owner: 'request',
  description: 'By a recorded decision the ticket follows another version of its workflow.',
  schema: closed({
    workflow: WorkflowPinSchema,
    previousWorkflow: WorkflowPinSchema,
    reason: ShortTextSchema,
    move: Type.Optional(MoveSchema),
  }),
  sample: {
    workflow: { id: 'paid', version: 2 },
    previousWorkflow: { id: 'paid', version: 1 },
    reason: 'New sign-off rule',
  },
});
