import { EnumField, IntegerField, OccurredBody, TextField } from '@gongdan/platform';

export const PAYMENT_METHODS = ['cash', 'card', 'mobile', 'bank-transfer'] as const;

export class RecordPaymentBody extends OccurredBody {
  @IntegerField({
    description: 'What came in, in minor units (fen, cents); at most what is outstanding.',
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    example: 5_300,
  })
  amountMinor: number;

  @TextField({
    description: 'ISO 4217 code; the invoice’s.',
    lengthMin: 3,
    lengthMax: 3,
    pattern: { expression: /^[A-Z]{3}$/, words: 'must be three capital letters' },
    example: 'CNY',
  })
  currency: string;

  @EnumField(PAYMENT_METHODS, { description: 'How it came in.', example: 'cash' })
  method: (typeof PAYMENT_METHODS)[number];
}
