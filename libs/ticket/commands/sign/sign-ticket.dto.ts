import { OccurredBody, TextField } from '@gongdan/platform';
import type { SignInput } from '../../domain/index.js';

export class SignTicketDto extends OccurredBody implements SignInput {
  @TextField({
    description: 'Who signed for the customer.',
    lengthMax: 200,
    example: 'Customer One',
  })
  signedBy: string;

  @TextField({ description: 'What the customer remarked.', lengthMax: 200, optional: true })
  remark?: string;
}
