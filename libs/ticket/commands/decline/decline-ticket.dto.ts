import { TextField } from '@gongdan/platform';
import type { DeclineInput } from '../../domain/index.js';
import { OccurredDto } from '../shared/occurred.dto.js';

export class DeclineTicketDto extends OccurredDto implements DeclineInput {
  @TextField({ description: 'Why the visit is given back.', lengthMax: 200 })
  reason: string;
}
