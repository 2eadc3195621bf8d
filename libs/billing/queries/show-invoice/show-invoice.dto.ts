import { DayField, FreshQuery, InstantField } from '@gongdan/platform';

export class ShowInvoiceQuery extends FreshQuery {
  @InstantField({
    description:
      'Show the invoice as of this moment, not in the future: what had happened by then.',
    optional: true,
  })
  asOf?: string;

  @DayField({
    description: 'The day on which it is overdue or not; today where it is not given.',
    optional: true,
  })
  day?: string;
}
