import { OccurredBody, TextField } from '@gongdan/platform';
import type { CountersignInput } from '../../domain/index.js';

export class CountersignTicketDto extends OccurredBody implements CountersignInput {
  @TextField({ description: 'A remark.', lengthMax: 200, optional: true })
  note?: string;
}
