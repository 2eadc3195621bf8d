import { OccurredBody, TextField } from '@gongdan/platform';
import type { FinishInput } from '../../domain/index.js';

export class FinishWorkDto extends OccurredBody implements FinishInput {
  @TextField({ description: 'What put it right.', lengthMax: 10_000, example: 'Cools again.' })
  resolution: string;
}
