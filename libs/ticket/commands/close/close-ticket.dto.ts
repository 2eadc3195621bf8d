import { IntegerField, TextField } from '@gongdan/platform';
import { CYCLES_MAX, type CloseInput } from '../../domain/index.js';
import { OccurredDto } from '../shared/occurred.dto.js';

export class CloseTicketDto extends OccurredDto implements CloseInput {
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
