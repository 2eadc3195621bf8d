import type { Contact } from '@gongdan/contracts';
import { TextField } from '@gongdan/platform';

export class ContactDto implements Contact {
  @TextField({ description: 'Whom to ask for.', lengthMax: 200, example: 'Customer One' })
  name: string;

  @TextField({ description: 'Telephone number.', lengthMin: 0, lengthMax: 50, optional: true })
  phone?: string;

  @TextField({ description: 'Mail address.', lengthMin: 0, lengthMax: 254, optional: true })
  email?: string;
}
