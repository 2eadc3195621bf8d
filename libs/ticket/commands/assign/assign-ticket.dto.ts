import { IdField, IdListField, OccurredBody } from '@gongdan/platform';
import { ASSISTANTS_MAX, type AssignInput } from '../../domain/index.js';

export class AssignTicketDto extends OccurredBody implements AssignInput {
  @IdField({ description: 'The lead technician.' })
  technicianId: string;

  @IdListField({ description: 'Assistants, each once.', itemsMax: ASSISTANTS_MAX, optional: true })
  assistantIds?: string[];

  @IdField({ description: 'The team or queue; left out: as it was.', optional: true })
  team?: string;
}
