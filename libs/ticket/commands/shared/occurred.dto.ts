import { InstantField } from '@gongdan/platform';

/** What every command may say beside its own input. */
export class OccurredDto {
  @InstantField({
    description: 'When it really happened, not in the future. Default: now.',
    optional: true,
    example: '2026-03-02T09:00:00Z',
  })
  occurredAt?: string;
}
