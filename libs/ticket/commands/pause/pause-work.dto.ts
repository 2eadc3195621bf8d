import { PAUSE_REASONS, type PauseReason } from '@gongdan/contracts';
import { EnumField, OccurredBody, TextField } from '@gongdan/platform';
import type { PauseInput } from '../../domain/index.js';

export class PauseWorkDto extends OccurredBody implements PauseInput {
  @EnumField(PAUSE_REASONS, { description: 'What it waits for.' })
  reason: PauseReason;

  @TextField({ description: 'In words.', lengthMax: 200, optional: true })
  note?: string;
}
