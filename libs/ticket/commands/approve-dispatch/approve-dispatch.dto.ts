import { OccurredBody, TextField } from '@gongdan/platform';
import type { ApproveDispatchInput } from '../../domain/index.js';

export class ApproveDispatchDto extends OccurredBody implements ApproveDispatchInput {
  @TextField({ description: 'A remark for the dispatcher.', lengthMax: 200, optional: true })
  note?: string;
}
