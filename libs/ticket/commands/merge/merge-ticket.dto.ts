import { IdField, TextField } from '@gongdan/platform';
import type { MergeInput } from '../../domain/index.js';
import { OccurredDto } from '../shared/occurred.dto.js';

export class MergeTicketDto extends OccurredDto implements MergeInput {
  @IdField({ description: 'The ticket that goes on.' })
  intoTicketId: string;

  @TextField({ description: 'How it was recognised.', lengthMax: 200, optional: true })
  reason?: string;
}
