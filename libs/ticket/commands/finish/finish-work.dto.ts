import { TextField } from '@gongdan/platform';
import type { FinishInput } from '../../domain/index.js';
import { OccurredDto } from '../shared/occurred.dto.js';

export class FinishWorkDto extends OccurredDto implements FinishInput {
  @TextField({ description: 'What put it right.', lengthMax: 10_000, example: 'Cools again.' })
  resolution: string;
}
