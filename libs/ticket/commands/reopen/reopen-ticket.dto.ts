import { TextField } from '@gongdan/platform';
import type { ReopenInput } from '../../domain/index.js';
import { OccurredDto } from '../shared/occurred.dto.js';

export class ReopenTicketDto extends OccurredDto implements ReopenInput {
  @TextField({
    description: 'Why it is taken up again.',
    lengthMax: 200,
    example: 'Fault came back',
  })
  reason: string;
}
