import { TextField } from '@gongdan/platform';

export class ForgetCustomerBody {
  @TextField({
    description: 'Why; kept for ever, so nothing personal.',
    lengthMax: 200,
    example: 'Asked for it in writing',
  })
  reason: string;
}
