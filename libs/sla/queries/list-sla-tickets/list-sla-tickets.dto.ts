import {
  CARRY_OVER_REASONS,
  PRIORITIES,
  SERVICE_CATEGORIES,
  STATE_CLASSES,
  type CarryOverReason,
} from '@gongdan/contracts';
import {
  BooleanField,
  DayField,
  EnumField,
  FreshQuery,
  pageAnswerOf,
  pageQueryOf,
  ShownDay,
  ShownDays,
  ShownFlag,
  ShownId,
  ShownIds,
  ShownInstant,
  ShownInteger,
  ShownText,
  ShownWord,
  type Shown,
  nullable,
} from '@gongdan/platform';
import type { SlaTicketRow } from '../../projections/sla-ticket/sla-ticket.projection.js';
import { From, Ids, To, Words } from '../filter-fields.js';

export class SlaTicketFilterQuery extends FreshQuery {
  @Words(STATE_CLASSES, 'What the state means.')
  stateClass?: string[];

  @Words(SERVICE_CATEGORIES, 'Service categories.')
  category?: string[];

  @Words(PRIORITIES, 'Priorities.')
  priority?: string[];

  @Ids('Service regions')
  region?: string[];

  @Ids('Teams')
  team?: string[];

  @Ids('Lead technicians')
  technicianId?: string[];

  @Ids('Customers')
  customerId?: string[];

  @Ids('Workflows')
  workflow?: string[];

  @BooleanField({ description: 'true: reopened at least once; false: never.', optional: true })
  reopened?: boolean;

  @BooleanField({
    description: 'true: resolved with one arrival at most and never reopened; false: others.',
    optional: true,
  })
  fixedFirstTime?: boolean;

  @From('Registered')
  registeredFrom?: string;

  @To('Registered')
  registeredTo?: string;

  @From('First resolved')
  resolvedFrom?: string;

  @To('First resolved')
  resolvedTo?: string;

  @DayField({ description: 'Carried over on this working day or later.', optional: true })
  carriedOverFrom?: string;

  @DayField({ description: 'Carried over before this working day.', optional: true })
  carriedOverTo?: string;

  @EnumField(CARRY_OVER_REASONS, { description: 'Carried over for this reason.', optional: true })
  carriedOverReason?: CarryOverReason;
}

export class ListSlaTicketsQuery extends pageQueryOf(SlaTicketFilterQuery) {}

/** What figures are made of, for one ticket. */
export class SlaTicketItem implements Shown<SlaTicketRow> {
  @ShownId('The ticket.')
  ticketId: string;

  @ShownText('The number people say on the phone.')
  number: string;

  @ShownId('Whose ticket it is.')
  customerId: string;

  @ShownId('The lead technician.', nullable)
  technicianId: string | null;

  @ShownIds('Technicians who help.')
  assistantIds: readonly string[];

  @ShownId('The team.', nullable)
  team: string | null;

  @ShownWord(SERVICE_CATEGORIES, 'Service category.')
  category: string;

  @ShownWord(PRIORITIES, 'Priority.')
  priority: string;

  @ShownId('Service region.', nullable)
  region: string | null;

  @ShownId('The workflow.')
  workflow: string;

  @ShownId('State of the workflow.')
  state: string;

  @ShownWord(STATE_CLASSES, 'What the state means.')
  stateClass: string;

  @ShownInstant('Since when it has been in a state of this class.')
  classSince: string;

  @ShownInstant('When it was registered.')
  registeredAt: string;

  @ShownInstant('When it was resolved first.', nullable)
  resolvedAt: string | null;

  @ShownInstant('When it was closed or cancelled; null while it is neither.', nullable)
  closedAt: string | null;

  @ShownInteger('Arrivals until its first resolution.')
  visitCount: number;

  @ShownInteger('How often it was reopened.')
  reopenCount: number;

  @ShownFlag('Resolved with one arrival at most and never reopened.')
  fixedFirstTime: boolean;

  @ShownDays('Working days on which it was carried over because it was not dispatched.')
  notDispatchedOn: readonly string[];

  @ShownDays('Working days on which it was carried over because it was not finished.')
  notFinishedOn: readonly string[];

  @ShownDay('The latest of these days.', nullable)
  lastCarriedOverOn: string | null;

  @ShownInteger('Wall-clock time in states of class open, in stays that have ended: milliseconds.')
  openMs: number;

  @ShownInteger('The same of class active.')
  activeMs: number;

  @ShownInteger('The same of class paused.')
  pausedMs: number;

  @ShownInteger('The same of class resolved.')
  resolvedMs: number;

  @ShownInstant('Latest moment at which anything happened.')
  lastEventAt: string;
}

export class SlaTicketPage extends pageAnswerOf(SlaTicketItem, 'SlaTicketPage') {}
