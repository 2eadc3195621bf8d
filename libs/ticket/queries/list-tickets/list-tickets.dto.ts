import {
  CARRY_OVER_REASONS,
  CHANNELS,
  ESCALATION_LEVELS,
  PAUSE_REASONS,
  PRIORITIES,
  SERVICE_CATEGORIES,
  STAGES,
  STATE_CLASSES,
  type CarryOverReason,
  type EscalationLevel,
  type Priority,
} from '@gongdan/contracts';
import {
  AsOfField,
  BasisField,
  type Basis,
  BooleanField,
  CURSOR_LENGTH_MAX,
  EnumField,
  EnumListField,
  FILTER_VALUES_MAX,
  FreshQuery,
  IdField,
  IdListField,
  InstantField,
  IntegerField,
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
  ShownDay,
  ShownId,
  ShownIds,
  ShownInstant,
  ShownInteger,
  ShownNextCursor,
  ShownText,
  ShownWord,
  TextField,
  nullable,
} from '@gongdan/platform';
import { ApiProperty } from '@nestjs/swagger';
import { DUE_STATES, type DueState, type TicketDetailRow } from '../../projections/index.js';
import { ATTENTION_WORDS } from '../shared/attention-words.js';
import {
  DUE_WORDS,
  DueBeforeField,
  DueClockField,
  DueFromField,
  DueStateField,
  type DueQuery,
} from '../shared/due.dto.js';
import type { ShownWithDue } from '../shared/shown-with-due.js';
import { TICKET_SORTS, type TicketSort } from './ticket-order.js';

const SEARCH_TEXT_LENGTH_MAX = 200;

/** What `GET /tickets` and `GET /tickets/count` can be narrowed by. */
export class TicketFilterQuery extends FreshQuery implements DueQuery {
  @IdListField({
    description:
      'States of the workflows (`registered`, `assigned` …), with commas between. One that no workflow has is refused, with those there are.',
    itemsMin: 1,
    itemsMax: FILTER_VALUES_MAX,
    optional: true,
  })
  status?: string[];

  @EnumListField(STAGES, { description: 'Stages.', itemsMin: 1, optional: true })
  stage?: string[];

  @EnumListField(STATE_CLASSES, {
    description: 'What the state means: open, active, paused, resolved, closed, cancelled.',
    itemsMin: 1,
    optional: true,
  })
  class?: string[];

  @EnumListField(SERVICE_CATEGORIES, {
    description: 'Service categories.',
    itemsMin: 1,
    optional: true,
  })
  category?: string[];

  @EnumListField(PRIORITIES, { description: 'Priorities.', itemsMin: 1, optional: true })
  priority?: Priority[];

  @EnumListField(CHANNELS, {
    description: 'How the request reached the desk.',
    itemsMin: 1,
    optional: true,
  })
  channel?: string[];

  @IdField({
    description:
      'The lead technician. What somebody leads or helps with: GET /technicians/{id}/load/tickets.',
    optional: true,
  })
  technician?: string;

  @IdField({ description: 'The customer.', optional: true })
  customer?: string;

  @IdField({ description: 'The team or queue.', optional: true })
  team?: string;

  @IdField({ description: 'The service region of the site.', optional: true })
  region?: string;

  @EnumListField(ESCALATION_LEVELS, {
    description: 'How far it has climbed the ladder: handler, dispatch-manager, executive.',
    itemsMin: 1,
    optional: true,
  })
  level?: EscalationLevel[];

  @BooleanField({
    description:
      'Only what was carried over at a working day’s start and is not dispatched, or not finished, yet; false: only the others.',
    optional: true,
  })
  carriedOver?: boolean;

  @TextField({ description: 'Exactly this number.', lengthMax: 100, optional: true })
  number?: string;

  @TextField({
    description:
      'Words that all occur in number, title, description, device, contact or address; in capitals or not, Chinese in pieces of any length. `cond*` finds every word that begins so (at least 3 letters); it costs as many words as it stands for.',
    lengthMax: SEARCH_TEXT_LENGTH_MAX,
    mayBeBlank: true,
    optional: true,
  })
  text?: string;

  @InstantField({ description: 'Registered at this moment or later.', optional: true })
  registeredFrom?: string;

  @InstantField({ description: 'Registered before this moment.', optional: true })
  registeredTo?: string;

  @DueStateField()
  dueState?: string[];

  @DueClockField()
  dueClock?: string;

  @DueFromField()
  dueFrom?: string;

  @DueBeforeField()
  dueBefore?: string;
}

export class ListTicketsQuery extends TicketFilterQuery {
  @EnumField(TICKET_SORTS, {
    description:
      'By registration, by the last recorded event or by the nearest due moment. `-`: the latest first; tickets without a due moment come last in either order of `due`, the newest before. Default: -registered, but due where dueState, dueClock, dueFrom or dueBefore is given without text and asOf. With text, asOf, registeredFrom, registeredTo, channel, region, team, level or carriedOver by registration only; dueState, dueClock, dueFrom and dueBefore not with updated, the last three by registration only with text or asOf.',
    optional: true,
  })
  sort?: TicketSort;

  @IntegerField({
    description: `Most tickets of one page; ${PAGE_LIMIT_DEFAULT} where it is not given.`,
    min: 1,
    max: PAGE_LIMIT_MAX,
    optional: true,
  })
  limit?: number;

  @TextField({
    description: '`nextCursor` of the page before, with the same filters, sort and asOf.',
    lengthMax: CURSOR_LENGTH_MAX,
    optional: true,
  })
  cursor?: string;

  @AsOfField(
    'As things stood at this moment (see basis); not in the future. Exact. Tickets that changed since are folded from the log; a page looks at 10,000 tickets at most and may be short or empty: go on while there is a nextCursor.',
  )
  asOf?: string;

  @BasisField()
  basis?: Basis;
}

/** A ticket as lists show it. Personal members are null once the customer is forgotten. */
export class TicketItem implements ShownWithDue<TicketDetailRow> {
  @ShownId('The ticket.')
  id: string;

  @ShownText('The number people say on the phone.')
  number: string;

  @ShownId('The workflow it follows.')
  workflowId: string;

  @ShownInteger('Version of the workflow.')
  workflowVersion: number;

  @ShownId('State of the workflow.')
  state: string;

  @ShownWord(STAGES, 'Stage of the journey.')
  stage: string;

  @ShownWord(STATE_CLASSES, 'What the state means.')
  stateClass: string;

  @ShownWord(SERVICE_CATEGORIES, 'Service category.')
  category: string;

  @ShownWord(PRIORITIES, 'Priority.')
  priority: string;

  @ShownInteger('1 (urgent) to 4 (low).')
  priorityRank: number;

  @ShownWord(CHANNELS, 'How the request reached the desk.')
  channel: string;

  @ShownText('What is wrong, in a few words.')
  title: string;

  @ShownText('The beginning of the description.')
  snippet: string;

  @ShownId('Whose ticket it is.')
  customerId: string;

  @ShownText('Whom to ask for.', nullable)
  contactName: string | null;

  @ShownText('Telephone number.', nullable)
  contactPhone: string | null;

  @ShownText('Mail address.', nullable)
  contactEmail: string | null;

  @ShownText('Where the visit goes.', nullable)
  siteAddress: string | null;

  @ShownId('Service region of the site.', nullable)
  region: string | null;

  @ShownId('The device in the customer’s file.', nullable)
  deviceId: string | null;

  @ShownText('Product model.', nullable)
  deviceModel: string | null;

  @ShownText('Serial number.', nullable)
  deviceSerial: string | null;

  @ShownId('The contract that is to cover it.', nullable)
  contractId: string | null;

  @ShownInstant('When the customer would like the visit: from …', nullable)
  wantedFrom: string | null;

  @ShownInstant('… to.', nullable)
  wantedTo: string | null;

  @ShownId('The log it was imported from.', nullable)
  sourceLog: string | null;

  @ShownId('Its id there.', nullable)
  sourceKey: string | null;

  @ShownId('The maintenance plan that ordered it.', nullable)
  maintenancePlanId: string | null;

  @ShownInteger('Which visit of the plan it is.', nullable)
  maintenanceSlot: number | null;

  @ShownId('The lead technician.', nullable)
  technicianId: string | null;

  @ShownIds('Technicians who help.')
  assistantIds: readonly string[];

  @ShownId('The team or queue.', nullable)
  team: string | null;

  @ShownInstant('Appointment: from …', nullable)
  appointmentFrom: string | null;

  @ShownInstant('… to.', nullable)
  appointmentTo: string | null;

  @ShownWord(PAUSE_REASONS, 'What a paused ticket waits for.', nullable)
  pauseReason: string | null;

  @ShownInteger('1, and one more for every reopening.')
  cycle: number;

  @ShownText('What billing found in this cycle: invoiced, covered, nothing-to-bill.', nullable)
  settlement: string | null;

  @ShownId('The invoice of this cycle.', nullable)
  invoiceId: string | null;

  @ShownId('The ticket that this one goes on in.', nullable)
  mergedIntoId: string | null;

  @ShownInteger('How many comments there are.')
  commentCount: number;

  @ShownInteger('How many files are attached.')
  attachmentCount: number;

  @ShownInstant('When it was registered.')
  registeredAt: string;

  @ShownInstant('When the registration was written into the log.')
  recordedAt: string;

  @ShownInstant('First assignment ever.', nullable)
  dispatchedAt: string | null;

  @ShownInstant('First arrival ever.', nullable)
  arrivedAt: string | null;

  @ShownInstant('When the work of this cycle was finished.', nullable)
  finishedAt: string | null;

  @ShownInstant('When it was closed or cancelled; null while it is neither.', nullable)
  closedAt: string | null;

  @ShownText('Type of the last event.')
  lastEventType: string;

  @ShownInstant('Latest moment at which anything happened.')
  lastEventAt: string;

  @ShownInstant('When the last event was recorded.')
  lastRecordedAt: string;

  @ShownInteger('Version, for If-Match.')
  version: number;

  @ShownWord(ESCALATION_LEVELS, ATTENTION_WORDS.level)
  level: EscalationLevel;

  @ShownDay(ATTENTION_WORDS.carriedOverOn, nullable)
  carriedOverOn: string | null;

  @ShownWord(CARRY_OVER_REASONS, ATTENTION_WORDS.carriedOverReason, nullable)
  carriedOverReason: CarryOverReason | null;

  @ShownInteger('Position of its last event in the log.')
  position: number;

  @ShownInstant(DUE_WORDS.dueAt, nullable)
  dueAt: string | null;

  @ShownId(DUE_WORDS.dueClock, nullable)
  dueClock: string | null;

  @ShownWord(DUE_STATES, DUE_WORDS.dueState, nullable)
  dueState: DueState | null;

  @ShownInteger(DUE_WORDS.dueInMs, nullable)
  dueInMs: number | null;
}

export class TicketPage {
  @ShownInteger('Position of the log that the page shows.')
  position: number;

  @ApiProperty({ type: [TicketItem], maxItems: PAGE_LIMIT_MAX })
  items: TicketItem[];

  @ShownNextCursor()
  nextCursor: string | null;
}

export class TicketCount {
  @ShownInteger('Position of the log that the count is of.')
  position: number;

  @ShownInteger('Exactly as many tickets as the list with the same filters has.')
  count: number;
}
