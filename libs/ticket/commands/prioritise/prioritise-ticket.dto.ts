import { PRIORITIES, type Priority } from '@gongdan/contracts';
import { EnumField, OccurredBody, TextField } from '@gongdan/platform';
import type { PrioritiseInput } from '../../domain/index.js';

export class PrioritiseTicketDto extends OccurredBody implements PrioritiseInput {
  @EnumField(PRIORITIES, { description: 'The new priority.' })
  priority: Priority;

  @TextField({
    description: 'Why; compulsory once dispatch has begun.',
    lengthMax: 200,
    optional: true,
  })
  reason?: string;
}
