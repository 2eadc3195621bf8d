import { IdField, OccurredBody, TextField } from '@gongdan/platform';
import type { MergeInput } from '../../domain/index.js';

export class MergeTicketDto extends OccurredBody implements MergeInput {
  @IdField({ description: 'The ticket that goes on.' })
  intoTicketId: string;

  @TextField({ description: 'How it was recognised.', lengthMax: 200, optional: true })
  reason?: string;
}
