import { PRIORITIES } from '@gongdan/contracts';
import {
  BooleanField,
  EnumField,
  FreshQuery,
  IdField,
  pageAnswerOf,
  pageQueryOf,
  ShownDay,
  ShownId,
  ShownInstant,
  ShownInteger,
  ShownText,
  ShownWord,
  type Shown,
  nullable,
} from '@gongdan/platform';
import type { MaintenancePlanRow } from '../../projections/maintenance-plan/maintenance-plan.projection.js';

const PLAN_STATES = ['active', 'ended'] as const;
export class PlanFilterQuery extends FreshQuery {
  @IdField({ description: 'Plans of this customer.', optional: true })
  customerId?: string;

  @IdField({ description: 'Plans under this contract.', optional: true })
  contractId?: string;

  @IdField({ description: 'Plans for this device.', optional: true })
  deviceId?: string;

  @EnumField(PLAN_STATES, { description: 'State.', optional: true })
  state?: string;

  @BooleanField({
    description:
      'true: only plans of which a visit is open, to be ordered anew; false: the others.',
    optional: true,
  })
  open?: boolean;
}

export class ListPlansQuery extends pageQueryOf(PlanFilterQuery) {}

/** Personal members are null once the customer is forgotten. */
export class PlanItem implements Shown<MaintenancePlanRow> {
  @ShownId('The plan.')
  planId: string;

  @ShownId('The contract that it belongs to.')
  contractId: string;

  @ShownId('The customer.')
  customerId: string;

  @ShownId('The device that is looked after.')
  deviceId: string;

  @ShownWord(PLAN_STATES, 'State.')
  state: 'active' | 'ended';

  @ShownText('Why it was ended.', nullable)
  endedReason: string | null;

  @ShownInteger('A visit every so many months.')
  everyMonths: number;

  @ShownDay('The day of the first visit.')
  firstOn: string;

  @ShownDay('No visit after this day.')
  lastOn: string;

  @ShownInteger('A visit is ordered so many days before its day.')
  leadDays: number;

  @ShownText('Title of the tickets.')
  title: string;

  @ShownText('What is to be done, in full.')
  description: string;

  @ShownWord(PRIORITIES, 'Priority of the tickets.')
  priority: MaintenancePlanRow['priority'];

  @ShownText('Whom to ask for.', nullable)
  contactName: string | null;

  @ShownText('Telephone number.', nullable)
  contactPhone: string | null;

  @ShownText('Mail address.', nullable)
  contactEmail: string | null;

  @ShownText('Where the visits go.', nullable)
  siteAddress: string | null;

  @ShownId('Service region of the site.', nullable)
  region: string | null;

  @ShownInteger('How many visits the plan has.')
  slotCount: number;

  @ShownInteger('How many of them were ordered: the first ones.')
  orderedCount: number;

  @ShownInteger(
    'How many are open: their ticket was cancelled or merged, and none was ordered since.',
  )
  openCount: number;

  @ShownInteger('How many are done: the voucher is archived.')
  doneCount: number;

  @ShownInteger('Which visit is ordered next by itself.', nullable)
  nextSlot: number | null;

  @ShownDay('Its day.', nullable)
  nextDueOn: string | null;

  @ShownDay('The day on which it is ordered.', nullable)
  nextOrderOn: string | null;

  @ShownInstant('When it was planned.')
  plannedAt: string;
}

export const PlanPage = pageAnswerOf(PlanItem, 'PlanPage');
