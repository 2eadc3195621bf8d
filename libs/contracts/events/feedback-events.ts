import { Type } from 'typebox';
import { closed, declareEvent } from '../event-contract.js';
import { IdSchema, InstantSchema, LongTextSchema } from '../vocabulary.js';

const grade = Type.Enum(['excellent', 'good', 'fair', 'poor']);

export const SurveyRequested = declareEvent('SurveyRequested', {
  owner: 'feedback',
  description: 'The customer was asked how the service was.',
  schema: closed({
    surveyId: IdSchema,
    ticketId: IdSchema,
    customerId: IdSchema,
    technicianId: Type.Union([IdSchema, Type.Null()]),
    cycle: Type.Integer({ minimum: 1 }),
    /** SHA-256 (hex) of the private link’s token: only its holder may answer, once. */
    tokenSha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    expiresAt: InstantSchema,
  }),
  sample: {
    surveyId: '0198c2f0-0000-7000-8000-000000000001.1',
    ticketId: '0198c2f0-0000-7000-8000-000000000001',
    customerId: '0198c2f0-0000-7000-8000-0000000000c1',
    technicianId: '0198c2f0-0000-7000-8000-0000000000f1',
    cycle: 1,
    tokenSha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    expiresAt: '2026-03-17T09:00:00.000Z',
  },
});

export const SurveyAnswered = declareEvent('SurveyAnswered', {
  owner: 'feedback',
  description: 'The customer answered; there is one answer per survey.',
  schema: closed({
    /** Satisfaction, 1 (very dissatisfied) to 5. */
    satisfaction: Type.Integer({ minimum: 1, maximum: 5 }),
    /** Would recommend, 0 to 10. */
    recommendation: Type.Optional(Type.Integer({ minimum: 0, maximum: 10 })),
    technician: Type.Optional(
      closed({ attitude: grade, skill: grade, punctuality: grade, promises: grade }),
    ),
    remark: Type.Optional(LongTextSchema),
    /** True where the answer is bad enough that a complaint opens by itself. */
    poor: Type.Boolean(),
  }),
  personal: ['/remark'],
  sample: { satisfaction: 5, recommendation: 9, poor: false },
});

export const SurveyExpired = declareEvent('SurveyExpired', {
  owner: 'feedback',
  description: 'Nobody answered in time.',
  schema: closed({}),
  sample: {},
});
