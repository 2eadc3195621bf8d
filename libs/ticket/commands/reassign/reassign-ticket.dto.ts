import { IdField, IdListField, OccurredBody, TextField } from '@gongdan/platform';
import { ASSISTANTS_MAX, type ReassignInput } from '../../domain/index.js';

export class ReassignTicketDto extends OccurredBody implements ReassignInput {
  @IdField({ description: 'The lead technician.' })
  technicianId: string;

  @IdListField({ description: 'Assistants, each once.', itemsMax: ASSISTANTS_MAX, optional: true })
  assistantIds?: string[];

  @IdField({ description: 'The team or queue; left out: as it was.', optional: true })
  team?: string;

  @TextField({ description: 'Why somebody else goes.', lengthMax: 200, example: 'Ill' })
  reason: string;
}
