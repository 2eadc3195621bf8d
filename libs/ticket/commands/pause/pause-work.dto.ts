import { PAUSE_REASONS, type PauseReason } from '@gongdan/contracts';
import { EnumField, TextField } from '@gongdan/platform';
import type { PauseInput } from '../../domain/index.js';
import { OccurredDto } from '../shared/occurred.dto.js';

export class PauseWorkDto extends OccurredDto implements PauseInput {
  @EnumField(PAUSE_REASONS, { description: 'What it waits for.' })
  reason: PauseReason;

  @TextField({ description: 'In words.', lengthMax: 200, optional: true })
  note?: string;
}
