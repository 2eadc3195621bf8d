import { TextField } from '@gongdan/platform';
import type { CountersignInput } from '../../domain/index.js';
import { OccurredDto } from '../shared/occurred.dto.js';

export class CountersignTicketDto extends OccurredDto implements CountersignInput {
  @TextField({ description: 'A remark.', lengthMax: 200, optional: true })
  note?: string;
}
