import { BooleanField, OccurredBody, TextField } from '@gongdan/platform';

export class CloseComplaintBody extends OccurredBody {
  @BooleanField({
    description: 'The customer accepted the answer; else only the executive closes.',
  })
  acceptedByCustomer: boolean;

  @TextField({
    description: 'Why; needed where the customer did not accept.',
    lengthMax: 200,
    optional: true,
  })
  reason?: string;
}
