import { Type, type Static } from 'typebox';
import { closed, PrioritySchema, SeveritySchema } from '@gongdan/contracts';
import { QUIET_RULES_MAX } from './limits.js';

/** In-app is never held: it wakes nobody. */
const HELD_CHANNELS = ['email', 'webhook'] as const;

const TIME_OF_DAY = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
  examples: ['07:00'],
});

const QuietRuleSchema = closed({
  channels: Type.Array(Type.Enum([...HELD_CHANNELS]), {
    minItems: 1,
    maxItems: HELD_CHANNELS.length,
    uniqueItems: true,
  }),
  from: TIME_OF_DAY,
  to: TIME_OF_DAY,
  timeZone: Type.Optional(Type.String()),
  unless: Type.Optional(
    closed({
      priority: Type.Optional(Type.Array(PrioritySchema, { minItems: 1, uniqueItems: true })),
      severity: Type.Optional(Type.Array(SeveritySchema, { minItems: 1, uniqueItems: true })),
    }),
  ),
});

export const NoticeSettingsSchema = closed({
  quietHours: Type.Array(QuietRuleSchema, { maxItems: QUIET_RULES_MAX }),
});

export type QuietRuleContent = Static<typeof QuietRuleSchema>;
