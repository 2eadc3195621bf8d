import { OccurredBody, TextField } from '@gongdan/platform';
import type { ReopenInput } from '../../domain/index.js';

export class ReopenTicketDto extends OccurredBody implements ReopenInput {
  @TextField({
    description: 'Why it is taken up again.',
    lengthMax: 200,
    example: 'Fault came back',
  })
  reason: string;
}
