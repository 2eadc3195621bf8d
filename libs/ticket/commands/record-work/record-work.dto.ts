import { BooleanField, IdField, IntegerField, OccurredBody, TextField } from '@gongdan/platform';
import type { RecordWorkInput } from '../../domain/index.js';

export class RecordWorkDto extends OccurredBody implements RecordWorkInput {
  @TextField({ description: 'What was done.', lengthMax: 10_000, example: 'Refilled refrigerant' })
  description: string;

  @IntegerField({ description: 'Working time in minutes.', min: 0, max: 10_000, example: 45 })
  minutes: number;

  @BooleanField({ description: 'Default: false.', optional: true })
  coveredByWarranty?: boolean;

  @IdField({
    description: 'Who worked. Default: you, if you are on the ticket, else the lead.',
    optional: true,
  })
  technicianId?: string;
}
