import { Type, type Static, type TEnum } from 'typebox';
import { closed } from './event-contract.js';

/** The four service categories (有偿, 合同, 免费, 内务). */
export const SERVICE_CATEGORIES = ['paid', 'contract', 'free', 'internal'] as const;
export type ServiceCategory = (typeof SERVICE_CATEGORIES)[number];

export const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** How a request reached the desk. */
export const CHANNELS = [
  'phone',
  'letter',
  'web',
  'email',
  'chat',
  'counter',
  'import',
  'maintenance',
] as const;
export type Channel = (typeof CHANNELS)[number];

/** Where in its journey a ticket stands; every workflow state belongs to exactly one. */
export const STAGES = [
  'request',
  'dispatch',
  'field',
  'sign-off',
  'billing',
  'feedback',
  'closed',
] as const;
export type Stage = (typeof STAGES)[number];

/** What a workflow state means for clocks and counts. */
export const STATE_CLASSES = [
  'open',
  'active',
  'paused',
  'resolved',
  'closed',
  'cancelled',
] as const;
export type StateClass = (typeof STATE_CLASSES)[number];

export const PAUSE_REASONS = [
  'waiting-for-customer',
  'waiting-for-parts',
  'waiting-for-second-visit',
  'waiting-for-vendor',
  'waiting-for-evidence',
  'other',
] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** The roles of the field (domain.md, People). `system` is the engine itself: policies and imports. */
export const ROLES = [
  'clerk',
  'dispatcher',
  'dispatch-manager',
  'technician',
  'finance',
  'service-manager',
  'executive',
  'auditor',
  'customer',
  'integration',
  'administrator',
  'system',
] as const;
export type Role = (typeof ROLES)[number];

export const SEVERITIES = ['general', 'serious', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const ESCALATION_LEVELS = ['handler', 'dispatch-manager', 'executive'] as const;
export type EscalationLevel = (typeof ESCALATION_LEVELS)[number];

/** Whom a rung of an escalation ladder tells: who holds a ticket, who owns a complaint, or a role. */
export const NOTICE_RECIPIENTS = [
  'technician',
  'owner',
  'dispatcher',
  'dispatch-manager',
  'finance',
  'service-manager',
  'executive',
] as const;
export type NoticeRecipient = (typeof NOTICE_RECIPIENTS)[number];

/** How somebody is told. */
export const NOTICE_CHANNELS = ['in-app', 'email', 'webhook'] as const;
export type NoticeChannel = (typeof NOTICE_CHANNELS)[number];

/** Why a ticket was carried over to the next working day (次日优先派工). */
export const CARRY_OVER_REASONS = ['not-dispatched', 'not-finished'] as const;
export type CarryOverReason = (typeof CARRY_OVER_REASONS)[number];

/** Why a visit of a maintenance plan is to be ordered anew. */
export const SLOT_OPENINGS = ['cancelled', 'merged', 'customer-forgotten'] as const;
export type SlotOpening = (typeof SLOT_OPENINGS)[number];

/** The return type is spelled out: inferred, the values would widen to any string or number. */
const enumOf = <const Values extends readonly string[]>(values: Values): TEnum<[...Values]> =>
  Type.Enum(values) as TEnum<[...Values]>;

export const ServiceCategorySchema = enumOf(SERVICE_CATEGORIES);
export const PrioritySchema = enumOf(PRIORITIES);
export const ChannelSchema = enumOf(CHANNELS);
const StageSchema = enumOf(STAGES);
const StateClassSchema = enumOf(STATE_CLASSES);
export const PauseReasonSchema = enumOf(PAUSE_REASONS);
export const SeveritySchema = enumOf(SEVERITIES);
export const EscalationLevelSchema = enumOf(ESCALATION_LEVELS);
export const NoticeRecipientSchema = enumOf(NOTICE_RECIPIENTS);
export const NoticeChannelSchema = enumOf(NOTICE_CHANNELS);
export const CarryOverReasonSchema = enumOf(CARRY_OVER_REASONS);
export const SlotOpeningSchema = enumOf(SLOT_OPENINGS);

export const IdSchema = Type.String({ minLength: 1, maxLength: 100 });
export const ShortTextSchema = Type.String({ minLength: 1, maxLength: 200 });
export const LongTextSchema = Type.String({ maxLength: 10_000 });
export const InstantSchema = Type.String({ format: 'date-time', maxLength: 24 });
export const DaySchema = Type.String({ format: 'date' });

/** A half-open span of time. */
export const WindowSchema = closed({ from: InstantSchema, to: InstantSchema });
export type Window = Static<typeof WindowSchema>;

/** Exact money: minor units (fen, cents) and an ISO 4217 code. Never floating point. */
export const MoneySchema = closed({
  amountMinor: Type.Integer({
    minimum: Number.MIN_SAFE_INTEGER,
    maximum: Number.MAX_SAFE_INTEGER,
  }),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
});
export type Money = Static<typeof MoneySchema>;

/** Which definition a ticket follows; pinned at registration, moved only by a recorded command. */
export const WorkflowPinSchema = closed({
  id: IdSchema,
  version: Type.Integer({ minimum: 1 }),
});
export type WorkflowPin = Static<typeof WorkflowPinSchema>;

/**
 * The step that an event takes a ticket through, as its workflow said at that moment. Recorded in the
 * event, so that readers of history never need the definition.
 */
export const MoveSchema = closed({
  from: Type.Union([IdSchema, Type.Null()]),
  to: IdSchema,
  stage: StageSchema,
  stateClass: StateClassSchema,
});
export type Move = Static<typeof MoveSchema>;

export const ContactSchema = closed({
  name: ShortTextSchema,
  phone: Type.Optional(Type.String({ maxLength: 50 })),
  email: Type.Optional(Type.String({ maxLength: 254 })),
});
export type Contact = Static<typeof ContactSchema>;

export const SiteSchema = closed({
  address: Type.String({ minLength: 1, maxLength: 500 }),
  region: Type.Optional(IdSchema),
});
export type Site = Static<typeof SiteSchema>;

export const DeviceDescriptionSchema = closed({
  model: ShortTextSchema,
  specification: Type.Optional(ShortTextSchema),
  serial: Type.Optional(ShortTextSchema),
  purchasedOn: Type.Optional(DaySchema),
  purchasedAt: Type.Optional(ShortTextSchema),
});
export type DeviceDescription = Static<typeof DeviceDescriptionSchema>;
