import { Type, type Static } from 'typebox';
import { closed, declareEvent } from '../event-contract.js';
import {
  ChannelSchema,
  EscalationLevelSchema,
  IdSchema,
  InstantSchema,
  NoticeChannelSchema,
  NoticeRecipientSchema,
  PauseReasonSchema,
  PrioritySchema,
  ServiceCategorySchema,
  SeveritySchema,
  ShortTextSchema,
} from '../vocabulary.js';

/** What a promise is kept for: a ticket or a complaint. Its SLA stream is `sla-<id>`. */
const SlaSubjectSchema = closed({ kind: Type.Enum(['ticket', 'complaint']), id: IdSchema });
export type SlaSubject = Static<typeof SlaSubjectSchema>;

const VersionPinSchema = closed({ id: IdSchema, version: Type.Integer({ minimum: 1 }) });

/** Why a clock did something: the event that led to it, or none where only time passed. */
const CauseSchema = closed({
  eventId: Type.Union([IdSchema, Type.Null()]),
  eventType: Type.Union([IdSchema, Type.Null()]),
  /** A word where type and time do not say it all: `policy-switch`, `reported-late`, `reopened` … */
  reason: Type.Optional(IdSchema),
});

/** What the subject was at that moment: what targets are chosen by, and who held it. */
const AttributesSchema = closed({
  customerId: Type.Union([IdSchema, Type.Null()]),
  technicianId: Type.Union([IdSchema, Type.Null()]),
  team: Type.Union([IdSchema, Type.Null()]),
  category: Type.Optional(ServiceCategorySchema),
  priority: Type.Optional(PrioritySchema),
  tier: Type.Optional(IdSchema),
  region: Type.Optional(IdSchema),
  severity: Type.Optional(SeveritySchema),
  level: Type.Optional(EscalationLevelSchema),
  workflow: Type.Optional(IdSchema),
  channel: Type.Optional(ChannelSchema),
});
export type SlaAttributes = Static<typeof AttributesSchema>;

/** How the clock stands after the event. */
const StandingSchema = closed({
  status: Type.Enum(['running', 'paused', 'stopped', 'cancelled']),
  verdict: Type.Enum(['open', 'met', 'breached', 'cancelled']),
  /** Null while it rests and once it is cancelled. */
  dueAt: Type.Union([InstantSchema, Type.Null()]),
  stoppedAt: Type.Union([InstantSchema, Type.Null()]),
  /** The warnings that are still to come. */
  warnings: Type.Array(closed({ label: IdSchema, at: InstantSchema }), { maxItems: 10 }),
  /** The rungs of its ladder that are still to come. */
  escalations: Type.Optional(
    Type.Array(closed({ rung: IdSchema, at: InstantSchema }), { maxItems: 10 }),
  ),
});

const common = {
  subject: SlaSubjectSchema,
  clock: IdSchema,
  /** The how-maniest run of this clock on this subject: 1, 2 … */
  cycle: Type.Integer({ minimum: 1 }),
  cause: CauseSchema,
  standing: StandingSchema,
  attributes: AttributesSchema,
};

/** What was promised, and by which version of which rule. */
const promised = {
  policy: VersionPinSchema,
  calendar: VersionPinSchema,
  /** Place of the target in the clock’s list; 0: the end of an appointment that the customer asked for. */
  rule: Type.Integer({ minimum: 0 }),
  target: closed({
    kind: Type.Enum(['within', 'by', 'appointment']),
    /** Business time; of a moment, what lies between the start and it. */
    businessMs: Type.Integer({ minimum: 0 }),
  }),
  startedAt: InstantSchema,
};

const subject = { kind: 'ticket', id: '0198c2f0-0000-7000-8000-000000000001' } as const;
const eventId = '0198c2f0-0000-7000-8000-0000000000b1';
const attributes = {
  customerId: '0198c2f0-0000-7000-8000-0000000000c1',
  technicianId: null,
  team: null,
  category: 'paid',
  priority: 'normal',
  tier: 'ordinary',
  region: 'urban',
  workflow: 'paid',
} as const;
const dueAt = '2026-03-02T08:30:00.000Z';
const warnings = [{ label: '80%', at: '2026-03-02T07:18:00.000Z' }];
const running = { status: 'running', verdict: 'open', dueAt, stoppedAt: null, warnings } as const;
const sample = {
  subject,
  clock: 'arrival',
  cycle: 1,
  cause: { eventId, eventType: 'TicketRegistered' },
  standing: running,
  attributes,
} as const;
const promise = {
  policy: { id: 'house', version: 1 },
  calendar: { id: 'office', version: 1 },
  rule: 3,
  target: { kind: 'within', businessMs: 21_600_000 },
  startedAt: '2026-03-02T01:00:00.000Z',
} as const;

export const SlaClockStarted = declareEvent('SlaClockStarted', {
  owner: 'sla',
  description:
    'A promise began to run. It counts from `startedAt`; where another policy took hold of the ticket, that lies' +
    ' before the event’s own time, which is when it took hold.',
  schema: closed({ ...common, ...promised }),
  sample: { ...sample, ...promise },
});

export const SlaClockPaused = declareEvent('SlaClockPaused', {
  owner: 'sla',
  description:
    'The clock rests, for a reason that its policy lists; its warnings and breach are off.',
  schema: closed({ ...common, pauseReason: PauseReasonSchema }),
  sample: {
    ...sample,
    cause: { eventId, eventType: 'WorkPaused' },
    standing: { ...running, status: 'paused', dueAt: null, warnings: [] },
    pauseReason: 'waiting-for-customer',
  },
});

export const SlaClockResumed = declareEvent('SlaClockResumed', {
  owner: 'sla',
  description: 'The clock goes on, after a pause or because the ticket was reopened.',
  schema: closed(common),
  sample: { ...sample, cause: { eventId, eventType: 'WorkResumed' } },
});

export const SlaClockWarned = declareEvent('SlaClockWarned', {
  owner: 'sla',
  description: 'A part of the promised time is used up.',
  schema: closed({
    ...common,
    /** The warning’s name in the policy: `80%`, `PT1H`. */
    warning: IdSchema,
    /** When it was to be given; the event’s `occurredAt`, too. */
    warnAt: InstantSchema,
    /** When it was noticed, by the database’s clock: later only after a downtime or a late report. */
    firedAt: InstantSchema,
  }),
  sample: {
    ...sample,
    cause: { eventId: null, eventType: null },
    standing: { ...running, warnings: [] },
    warning: '80%',
    warnAt: '2026-03-02T07:18:00.000Z',
    firedAt: '2026-03-02T07:18:00.120Z',
  },
});

export const SlaClockBreached = declareEvent('SlaClockBreached', {
  owner: 'sla',
  description:
    'The promised moment passed. It occurred when it was due and stays in history, whatever later supersedes it.',
  schema: closed({
    ...common,
    policy: VersionPinSchema,
    dueAt: InstantSchema,
    /** When it was noticed, by the database’s clock. */
    firedAt: InstantSchema,
  }),
  sample: {
    ...sample,
    cause: { eventId: null, eventType: null },
    standing: { ...running, verdict: 'breached', warnings: [] },
    policy: { id: 'house', version: 1 },
    dueAt,
    firedAt: '2026-03-02T08:30:00.210Z',
  },
});

export const SlaClockEscalated = declareEvent('SlaClockEscalated', {
  owner: 'sla',
  description:
    'A rung of the promise’s escalation ladder was reached: who is told, how, and to which level it climbs.',
  schema: closed({
    ...common,
    policy: VersionPinSchema,
    /** Its name in the policy: `80%`, `breach`, `breach+PT4H`. */
    rung: IdSchema,
    /** The level that the ticket or complaint climbs to; absent: people are told, nothing more. */
    to: Type.Optional(EscalationLevelSchema),
    notify: Type.Array(NoticeRecipientSchema, { maxItems: 10, uniqueItems: true }),
    by: Type.Array(NoticeChannelSchema, { maxItems: 3, uniqueItems: true }),
    /** When what was promised is due. */
    dueAt: InstantSchema,
    /** When the rung was to be reached; the event’s `occurredAt`, too. */
    escalateAt: InstantSchema,
    /** When it was noticed, by the database’s clock. */
    firedAt: InstantSchema,
  }),
  sample: {
    ...sample,
    cause: { eventId: null, eventType: null },
    standing: {
      ...running,
      verdict: 'breached',
      warnings: [],
      escalations: [{ rung: 'breach+PT4H', at: '2026-03-03T03:00:00.000Z' }],
    },
    policy: { id: 'house', version: 1 },
    rung: 'breach',
    to: 'dispatch-manager',
    notify: ['technician', 'dispatch-manager'],
    by: ['in-app', 'email'],
    dueAt,
    escalateAt: dueAt,
    firedAt: '2026-03-02T08:30:00.210Z',
  },
});

export const SlaClockMet = declareEvent('SlaClockMet', {
  owner: 'sla',
  description: 'What was promised happened, not later than promised.',
  schema: closed(common),
  sample: {
    ...sample,
    cause: { eventId, eventType: 'TechnicianArrived' },
    standing: {
      ...running,
      status: 'stopped',
      verdict: 'met',
      stoppedAt: '2026-03-02T06:55:00.000Z',
      warnings: [],
    },
  },
});

export const SlaClockMissed = declareEvent('SlaClockMissed', {
  owner: 'sla',
  description: 'What was promised happened, but after its breach: the clock stops as breached.',
  schema: closed(common),
  sample: {
    ...sample,
    cause: { eventId, eventType: 'TechnicianArrived' },
    standing: {
      ...running,
      status: 'stopped',
      verdict: 'breached',
      stoppedAt: '2026-03-02T09:10:00.000Z',
      warnings: [],
    },
  },
});

export const SlaClockCancelled = declareEvent('SlaClockCancelled', {
  owner: 'sla',
  description: 'The promise fell away: no verdict, but breaches of before stay.',
  schema: closed(common),
  sample: {
    ...sample,
    cause: { eventId, eventType: 'TicketCancelled', reason: 'ticket-cancelled' },
    standing: { ...running, status: 'cancelled', verdict: 'cancelled', dueAt: null, warnings: [] },
  },
});

export const SlaClockRetargeted = declareEvent('SlaClockRetargeted', {
  owner: 'sla',
  description: 'Another target, calendar or policy version holds for the open clock.',
  schema: closed({
    ...common,
    ...promised,
    previousDueAt: Type.Union([InstantSchema, Type.Null()]),
  }),
  sample: {
    ...sample,
    ...promise,
    cause: { eventId, eventType: 'TicketPrioritised' },
    previousDueAt: '2026-03-03T01:00:00.000Z',
  },
});

export const SlaClockSuperseded = declareEvent('SlaClockSuperseded', {
  owner: 'sla',
  description:
    'What was said of the clock before is overtaken by what is known now: reported late, another target. The' +
    ' event’s own time is when what is so now came about.',
  schema: closed({
    ...common,
    previous: StandingSchema,
  }),
  sample: {
    ...sample,
    cause: { eventId, eventType: 'TechnicianArrived', reason: 'reported-late' },
    standing: {
      ...running,
      status: 'stopped',
      verdict: 'met',
      stoppedAt: '2026-03-02T08:25:00.000Z',
      warnings: [],
    },
    previous: { ...running, verdict: 'breached', warnings: [] },
  },
});

export const SlaRecalculated = declareEvent('SlaRecalculated', {
  owner: 'sla',
  description:
    'By a recorded decision the open clocks follow these versions of policies and calendars from now on.',
  schema: closed({
    subject: SlaSubjectSchema,
    policies: Type.Array(VersionPinSchema, { maxItems: 1000 }),
    calendars: Type.Array(VersionPinSchema, { maxItems: 1000 }),
    reason: ShortTextSchema,
  }),
  sample: {
    subject,
    policies: [{ id: 'house', version: 2 }],
    calendars: [{ id: 'office', version: 1 }],
    reason: 'New house promises from March on',
  },
});

export const SlaPolicyWithdrawn = declareEvent('SlaPolicyWithdrawn', {
  owner: 'sla',
  description: 'By a recorded decision nothing is promised for it any more; past breaches stay.',
  schema: closed({ subject: SlaSubjectSchema, reason: ShortTextSchema }),
  sample: { subject, reason: 'The contract was ended' },
});
