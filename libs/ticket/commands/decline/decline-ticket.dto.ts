import { OccurredBody, TextField } from '@gongdan/platform';
import type { DeclineInput } from '../../domain/index.js';

export class DeclineTicketDto extends OccurredBody implements DeclineInput {
  @TextField({ description: 'Why the visit is given back.', lengthMax: 200 })
  reason: string;
}
