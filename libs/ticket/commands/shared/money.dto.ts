import type { Money } from '@gongdan/contracts';
import { IntegerField, TextField } from '@gongdan/platform';

export class MoneyDto implements Money {
  @IntegerField({
    description: 'Minor units (fen, cents).',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    example: 18_000,
  })
  amountMinor: number;

  @TextField({
    description: 'ISO 4217 code.',
    lengthMin: 3,
    lengthMax: 3,
    pattern: { expression: /^[A-Z]{3}$/, words: 'must be three capital letters' },
    example: 'CNY',
  })
  currency: string;
}
