import { Type, type Static } from 'typebox';
import {
  ChannelSchema,
  closed,
  EscalationLevelSchema,
  IdSchema,
  NoticeChannelSchema,
  NoticeRecipientSchema,
  PauseReasonSchema,
  PrioritySchema,
  ServiceCategorySchema,
  SeveritySchema,
  ShortTextSchema,
  STAGES,
  STATE_CLASSES,
  CUSTOMER_TIERS,
} from '@gongdan/contracts';
import {
  APPOINTMENT_MODES,
  CHANGE_MODES,
  LATE_REPORT_MODES,
  REOPEN_MODES,
  SUBJECT_KINDS,
} from '../domain/sla-policy.js';
import {
  CLOCKS_MAX,
  CONDITION_VALUES_MAX,
  MATCHERS_MAX,
  NAME_LENGTH_MAX,
  ORDER_MAX,
  POLICY_VERSION_MAX,
  RUNGS_MAX,
  TARGETS_MAX,
  WARNINGS_MAX,
  WHERE_MEMBERS_MAX,
  WORKING_DAYS_MAX,
} from './limits.js';

/** Kebab case: `first-answer`. */
export const NAME_PATTERN = '^[a-z][a-z0-9]*(-[a-z0-9]+)*$';

const valuesOf = <Item extends Parameters<typeof Type.Array>[0]>(item: Item) =>
  Type.Optional(
    Type.Array(item, { minItems: 1, maxItems: CONDITION_VALUES_MAX, uniqueItems: true }),
  );

const ConditionSchema = closed({
  category: valuesOf(ServiceCategorySchema),
  priority: valuesOf(PrioritySchema),
  tier: valuesOf(Type.Enum([...CUSTOMER_TIERS])),
  region: valuesOf(IdSchema),
  workflow: valuesOf(IdSchema),
  channel: valuesOf(ChannelSchema),
  severity: valuesOf(SeveritySchema),
  level: valuesOf(EscalationLevelSchema),
});

const MatcherSchema = closed({
  event: Type.Optional(IdSchema),
  state: Type.Optional(IdSchema),
  stateClass: Type.Optional(Type.Enum([...STATE_CLASSES])),
  stage: Type.Optional(Type.Enum([...STAGES])),
  // What the values may be, the event’s own schema says.
  where: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      minProperties: 1,
      maxProperties: WHERE_MEMBERS_MAX,
    }),
  ),
});

const matchers = (minItems: number) =>
  Type.Array(MatcherSchema, { minItems, maxItems: MATCHERS_MAX, uniqueItems: true });

const TargetSchema = closed({
  when: Type.Optional(ConditionSchema),
  within: Type.Optional(Type.String()),
  by: Type.Optional(
    Type.String({ pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$', examples: ['17:00'] }),
  ),
  workingDays: Type.Optional(Type.Integer({ minimum: 1, maximum: WORKING_DAYS_MAX })),
  none: Type.Optional(Type.Literal(true)),
  calendar: Type.Optional(IdSchema),
});

const TitleSchema = closed({ en: ShortTextSchema, 'zh-CN': ShortTextSchema });

const RungSchema = closed({
  when: Type.String({ maxLength: NAME_LENGTH_MAX }),
  to: Type.Optional(Type.Enum(['dispatch-manager', 'executive'])),
  notify: Type.Optional(Type.Array(NoticeRecipientSchema, { maxItems: 10, uniqueItems: true })),
  by: Type.Optional(Type.Array(NoticeChannelSchema, { maxItems: 3, uniqueItems: true })),
});

const LadderSchema = Type.Optional(Type.Array(RungSchema, { maxItems: RUNGS_MAX }));

const ClockSchema = closed({
  title: TitleSchema,
  start: matchers(1),
  after: Type.Optional(matchers(0)),
  stop: matchers(1),
  pause: Type.Optional(Type.Array(PauseReasonSchema, { uniqueItems: true })),
  repeats: Type.Optional(Type.Boolean()),
  onChange: Type.Optional(Type.Enum([...CHANGE_MODES])),
  onReopen: Type.Optional(Type.Enum([...REOPEN_MODES])),
  onAppointment: Type.Optional(Type.Enum([...APPOINTMENT_MODES])),
  lateReport: Type.Optional(Type.Enum([...LATE_REPORT_MODES])),
  warnings: Type.Optional(Type.Array(Type.String(), { maxItems: WARNINGS_MAX })),
  escalations: LadderSchema,
  calendar: Type.Optional(IdSchema),
  targets: Type.Array(TargetSchema, { minItems: 1, maxItems: TARGETS_MAX }),
});

export const PolicySchema = closed({
  id: Type.String({ pattern: NAME_PATTERN, maxLength: NAME_LENGTH_MAX, examples: ['house-2'] }),
  version: Type.Integer({ minimum: 1, maximum: POLICY_VERSION_MAX }),
  effectiveFrom: Type.Optional(Type.String()),
  title: TitleSchema,
  subject: Type.Enum([...SUBJECT_KINDS]),
  order: Type.Integer({ minimum: 0, maximum: ORDER_MAX }),
  appliesTo: Type.Optional(ConditionSchema),
  calendar: IdSchema,
  escalations: LadderSchema,
  // Whether the names are fit, the checks say: in words, not by a pattern.
  clocks: Type.Record(Type.String(), ClockSchema, { minProperties: 1, maxProperties: CLOCKS_MAX }),
});

export type PolicyContent = Static<typeof PolicySchema>;
export type ClockContent = Static<typeof ClockSchema>;
export type RungContent = Static<typeof RungSchema>;
export type TargetContent = Static<typeof TargetSchema>;
export type MatcherContent = Static<typeof MatcherSchema>;
export type ConditionContent = Static<typeof ConditionSchema>;
