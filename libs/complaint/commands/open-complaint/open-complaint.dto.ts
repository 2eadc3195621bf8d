import { SEVERITIES, type Severity } from '@gongdan/contracts';
import { EnumField, IdField, IdListField, OccurredBody, TextField } from '@gongdan/platform';

/** Most tickets of one complaint. */
const COMPLAINT_TICKETS_MAX = 100;

export class OpenComplaintBody extends OccurredBody {
  @IdField({ description: 'Who complains.' })
  customerId: string;

  @IdListField({
    description: 'The customer’s tickets it is about; none where it is not given.',
    itemsMax: COMPLAINT_TICKETS_MAX,
    optional: true,
  })
  ticketIds?: string[];

  @EnumField(['customer', 'staff'], {
    description: 'Whose complaint it is: customer (the default) or staff.',
    optional: true,
  })
  source?: 'customer' | 'staff';

  @EnumField(SEVERITIES, {
    description: 'general; serious and critical ones go to the executive at once.',
    example: 'general',
  })
  severity: Severity;

  @TextField({ description: 'What it is about.', lengthMax: 10_000, example: 'Nobody came.' })
  description: string;

  @IdField({
    description: 'The person who takes it; else the role that owns complaints of this severity.',
    optional: true,
  })
  ownerId?: string;
}
