import { TextField } from '@gongdan/platform';
import type { CancelInput } from '../../domain/index.js';
import { OccurredDto } from '../shared/occurred.dto.js';

export class CancelTicketDto extends OccurredDto implements CancelInput {
  @TextField({
    description: 'Why it is withdrawn.',
    lengthMax: 200,
    example: 'Customer found the cause',
  })
  reason: string;
}
