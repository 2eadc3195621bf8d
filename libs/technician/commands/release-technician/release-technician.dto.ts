import { TextField } from '@gongdan/platform';

export class ReleaseTechnicianBody {
  @TextField({ description: 'Why.', lengthMax: 200, optional: true, example: 'Retired' })
  reason?: string;
}
