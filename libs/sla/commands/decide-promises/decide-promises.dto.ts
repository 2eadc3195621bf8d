import { TextField } from '@gongdan/platform';

export class DecidePromisesBody {
  @TextField({
    description: 'Why.',
    lengthMax: 200,
    example: 'New house promises from March on',
  })
  reason: string;
}
