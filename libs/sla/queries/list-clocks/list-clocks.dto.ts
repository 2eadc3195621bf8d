import { PRIORITIES, SERVICE_CATEGORIES } from '@gongdan/contracts';
import {
  AsOfField,
  BasisField,
  EnumField,
  FreshQuery,
  pageAnswerOf,
  pageQueryOf,
  ShownFlag,
  ShownId,
  ShownInstant,
  ShownInteger,
  ShownText,
  ShownWord,
  type Basis,
  nullable,
} from '@gongdan/platform';
import { SUBJECT_KINDS } from '../../domain/index.js';
import { FORMATS, type Format } from '../../exports/formats.js';
import { CLOCK_STATES, type ClockState } from '../../projections/sla-clock/sla-clock.projection.js';
import { From, Ids, To, Words, WordsOrNone } from '../filter-fields.js';
import { CLOCK_ORDERS, type ClockOrder } from './find-clocks.js';

/** What all lists of clocks can be narrowed by. */
class ClockViewFilterQuery extends FreshQuery {
  @Ids('Clocks: `arrival`, `resolution` …')
  clock?: string[];

  @Words(SUBJECT_KINDS, 'Of tickets or of complaints.')
  subjectKind?: string[];

  @Ids('Of these tickets or complaints')
  subjectId?: string[];

  @Ids('Of these customers')
  customerId?: string[];

  @Ids('Held by these lead technicians at the clock’s latest event')
  technicianId?: string[];

  @Ids('Held by these teams at the clock’s latest event')
  team?: string[];

  @WordsOrNone(SERVICE_CATEGORIES, 'Service categories')
  category?: string[];

  @WordsOrNone(PRIORITIES, 'Priorities')
  priority?: string[];

  @Ids('Customer tiers')
  tier?: string[];

  @Ids('Service regions')
  region?: string[];

  @Ids('Workflows')
  workflow?: string[];

  @From('Started')
  startedFrom?: string;

  @To('Started')
  startedTo?: string;

  @From('Due (of a broken clock that rests: when it was broken)')
  dueFrom?: string;

  @To('Due')
  dueTo?: string;

  @From('Broken')
  breachedFrom?: string;

  @To('Broken')
  breachedTo?: string;

  @From('Met, missed or cancelled')
  endedFrom?: string;

  @To('Met, missed or cancelled')
  endedTo?: string;

  @AsOfField(
    'The clocks that ran or rested at this moment, as they stood then; not in the future. Exact: each is judged anew from the log, which costs a few milliseconds for every ticket that had one.',
  )
  asOf?: string;

  @BasisField()
  basis?: Basis;
}

export class ClockFilterQuery extends ClockViewFilterQuery {
  @Words(
    CLOCK_STATES,
    'How they stand: open, at-risk (a warning was given), paused, breached (and still open), met, missed (stopped after its breach), cancelled. With asOf: the first four.',
  )
  state?: ClockState[];
}

const OrderField = (): PropertyDecorator =>
  EnumField(CLOCK_ORDERS, {
    description: 'By due moment, those without one last, or by start; `-`: the latest first.',
    optional: true,
  });
const FormatField = (): PropertyDecorator =>
  EnumField(FORMATS, {
    description:
      'json (default), csv or xlsx; the header Accept says it, too. The two latter hold all rows instead of a page, up to a limit.',
    optional: true,
  });

export class ListClocksQuery extends pageQueryOf(ClockFilterQuery) {
  @OrderField()
  order?: ClockOrder;
}

export class ListClockViewQuery extends pageQueryOf(ClockViewFilterQuery) {
  @OrderField()
  order?: ClockOrder;

  @FormatField()
  format?: Format;
}

/** One run of one clock. */
export class ClockItem {
  @ShownId('The run: `<subject>#<clock>#<cycle>`.')
  runId: string;

  @ShownWord(SUBJECT_KINDS, 'Of a ticket or a complaint.')
  subjectKind: string;

  @ShownId('Which one. Why it stands as it does: GET /tickets/{id}/sla or /complaints/{id}/sla.')
  subjectId: string;

  @ShownText(
    'The number of the ticket, as people say it on the phone; null of a complaint.',
    nullable,
  )
  ticketNumber: string | null;

  @ShownId('Which clock.')
  clock: string;

  @ShownInteger('The how-maniest run of this clock.')
  cycle: number;

  @ShownWord(CLOCK_STATES, 'How it stands.')
  state: ClockState;

  @ShownId('The policy.')
  policyId: string;

  @ShownInteger('Its version.')
  policyVersion: number;

  @ShownId('The calendar.')
  calendarId: string;

  @ShownInteger('Its version.')
  calendarVersion: number;

  @ShownInstant('When it started.')
  startedAt: string;

  @ShownInstant('When it first started: a restart moves `startedAt`.')
  firstStartedAt: string;

  @ShownInstant('When it is or was due; null while it rests and once it is cancelled.', nullable)
  dueAt: string | null;

  @ShownInstant('The due moment it counts by; null: it counts for no day.', nullable)
  countedDueAt: string | null;

  @ShownInteger('Business time that is left, by its calendar; negative once it is over.', nullable)
  remainingMs: number | null;

  @ShownText('The same as an ISO 8601 duration.', nullable)
  remaining: string | null;

  @ShownInteger('Seconds by the wall clock until it is due; negative once it is over.', nullable)
  remainingSeconds: number | null;

  @ShownInstant('Its latest warning.', nullable)
  warnedAt: string | null;

  @ShownText('The last rung of its escalation ladder that was reached.', nullable)
  rung: string | null;

  @ShownInstant('When it broke, where it is broken.', nullable)
  breachedAt: string | null;

  @ShownInstant('When it was met, missed or cancelled.', nullable)
  endedAt: string | null;

  @ShownFlag('Another verdict was recorded before. With asOf: false.')
  superseded: boolean;

  @ShownId('Whose ticket or complaint.', nullable)
  customerId: string | null;

  @ShownId('The lead technician at the clock’s latest event.', nullable)
  technicianId: string | null;

  @ShownId('The team at the clock’s latest event.', nullable)
  team: string | null;

  @ShownText('Service category.', nullable)
  category: string | null;

  @ShownText('Priority.', nullable)
  priority: string | null;

  @ShownId('The customer’s tier.', nullable)
  tier: string | null;

  @ShownId('The service region.', nullable)
  region: string | null;

  @ShownText('How bad a complaint is.', nullable)
  severity: string | null;

  @ShownId('The workflow.', nullable)
  workflow: string | null;

  @ShownInstant('When its latest event was recorded. With asOf: that moment.')
  lastRecordedAt: string;
}

export class ClockPageAnswer extends pageAnswerOf(ClockItem, 'ClockPage') {}
