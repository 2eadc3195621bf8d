import {
  EVERY_MONTHS_MAX,
  EVERY_MONTHS_MIN,
  LEAD_DAYS_MAX,
  PRIORITIES,
  type Contact,
  type Priority,
  type Site,
} from '@gongdan/contracts';
import {
  DayField,
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
} from '@gongdan/platform';
import { LEAD_DAYS_DEFAULT, type AskedPlan } from '../../domain/maintenance/index.js';

export class PlanContactBody implements Contact {
  @TextField({ description: 'Whom to ask for.', lengthMax: 200, example: 'Customer One' })
  name: string;

  @TextField({ description: 'Telephone number.', lengthMin: 0, lengthMax: 50, optional: true })
  phone?: string;

  @TextField({ description: 'Mail address.', lengthMin: 0, lengthMax: 254, optional: true })
  email?: string;
}

export class PlanSiteBody implements Site {
  @TextField({ description: 'Where the visits go.', lengthMax: 500, example: '1 Example Road' })
  address: string;

  @IdField({ description: 'Service region, e.g. urban or suburban.', optional: true })
  region?: string;
}

export class PlanMaintenanceBody implements AskedPlan {
  @IdField({ description: 'The device in the customer’s file that is looked after.' })
  deviceId: string;

  @IntegerField({
    description: 'A visit every so many months.',
    min: EVERY_MONTHS_MIN,
    max: EVERY_MONTHS_MAX,
    example: 3,
  })
  everyMonths: number;

  @DayField({
    description:
      'The day of the first visit: today or later, within the contract. The others are counted from it; a day that a month does not have is the month’s last.',
    example: '2026-03-31',
  })
  firstOn: string;

  @DayField({
    description: 'No visit after this day; the contract’s last day where it is not given.',
    optional: true,
  })
  lastOn?: string;

  @IntegerField({
    description: `A visit is ordered so many days before its day; ${LEAD_DAYS_DEFAULT} where it is not given.`,
    min: 0,
    max: LEAD_DAYS_MAX,
    optional: true,
  })
  leadDays?: number;

  @TextField({
    description: 'Title of the tickets.',
    lengthMax: 200,
    example: 'Clean and check the air conditioner',
  })
  title: string;

  @TextField({
    description: 'What is to be done, in full; may be empty.',
    lengthMin: 0,
    lengthMax: 10_000,
    example: 'Filters, drain, pressure.',
  })
  description: string;

  @EnumField(PRIORITIES, { description: 'Default: normal.', optional: true })
  priority?: Priority;

  @ObjectField(() => PlanContactBody, {
    description: 'Whom to ask for at the visits.',
    optional: true,
  })
  contact?: PlanContactBody;

  @ObjectField(() => PlanSiteBody, { description: 'Where the visits go.', optional: true })
  site?: PlanSiteBody;
}
