import { TextField } from '@gongdan/platform';
import type { ApproveDispatchInput } from '../../domain/index.js';
import { OccurredDto } from '../shared/occurred.dto.js';

export class ApproveDispatchDto extends OccurredDto implements ApproveDispatchInput {
  @TextField({ description: 'A remark for the dispatcher.', lengthMax: 200, optional: true })
  note?: string;
}
