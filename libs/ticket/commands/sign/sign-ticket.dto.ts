import { TextField } from '@gongdan/platform';
import type { SignInput } from '../../domain/index.js';
import { OccurredDto } from '../shared/occurred.dto.js';

export class SignTicketDto extends OccurredDto implements SignInput {
  @TextField({
    description: 'Who signed for the customer.',
    lengthMax: 200,
    example: 'Customer One',
  })
  signedBy: string;

  @TextField({ description: 'What the customer remarked.', lengthMax: 200, optional: true })
  remark?: string;
}
