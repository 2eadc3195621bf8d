import { IntegerField, OccurredBody, TextField } from '@gongdan/platform';
import { CYCLES_MAX, type CloseInput } from '../../domain/index.js';

export class CloseTicketDto extends OccurredBody implements CloseInput {
  @TextField({ description: 'Why it ends here.', lengthMax: 200, optional: true })
  reason?: string;

  @IntegerField({
    description: 'The resolution cycle this is about; refused if the ticket is in another one.',
    min: 1,
    max: CYCLES_MAX,
    optional: true,
  })
  cycle?: number;
}
