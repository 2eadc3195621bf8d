import { OccurredBody, TextField } from '@gongdan/platform';
import type { CancelInput } from '../../domain/index.js';

export class CancelTicketDto extends OccurredBody implements CancelInput {
  @TextField({
    description: 'Why it is withdrawn.',
    lengthMax: 200,
    example: 'Customer found the cause',
  })
  reason: string;
}
