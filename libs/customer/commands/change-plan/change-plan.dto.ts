import { DayField, TextField } from '@gongdan/platform';

export class EndMaintenancePlanBody {
  @TextField({
    description: 'Why; kept for ever, so nothing personal.',
    lengthMax: 200,
    example: 'The device was scrapped',
  })
  reason: string;
}

export class OrderVisitBody {
  @DayField({
    description:
      'The day of the visit, today or later and within the contract; the slot’s day where it is not given.',
    optional: true,
  })
  on?: string;
}
