import { EnumField, OccurredBody, TextField } from '@gongdan/platform';

export const ANSWER_CHANNELS = ['phone', 'letter', 'email', 'chat'] as const;

export class AnswerComplaintBody extends OccurredBody {
  @EnumField(ANSWER_CHANNELS, { description: 'How the customer was told.', example: 'phone' })
  channel: (typeof ANSWER_CHANNELS)[number];

  @TextField({
    description: 'What the customer was told.',
    lengthMax: 10_000,
    example: 'A repeat visit at no cost.',
  })
  answer: string;
}
