import { TextField } from '@gongdan/platform';

export class VoidInvoiceBody {
  @TextField({
    description: 'Why it is not to be issued; kept for ever, so nothing personal.',
    lengthMax: 200,
    pattern: { expression: /\S/, words: 'must say something' },
    example: 'Agreed free of charge',
  })
  reason: string;
}
