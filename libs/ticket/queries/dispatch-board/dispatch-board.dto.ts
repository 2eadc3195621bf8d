import {
  CARRY_OVER_REASONS,
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
  AsOfPageQuery,
  BooleanField,
  EnumField,
  EnumListField,
  IdField,
  nullable,
  PAGE_LIMIT_MAX,
  ShownDay,
  ShownFlag,
  ShownId,
  ShownIds,
  ShownInstant,
  ShownInteger,
  ShownNextCursor,
  ShownText,
  ShownWord,
} from '@gongdan/platform';
import { ApiProperty } from '@nestjs/swagger';
import {
  DUE_STATES,
  LANES,
  type DispatchBoardRow,
  type DueState,
  type Lane,
} from '../../projections/index.js';
import { ATTENTION_WORDS } from '../shared/attention-words.js';
import {
  DueBeforeField,
  DueClockField,
  DueFromField,
  DueStateField,
  DUE_WORDS,
  type DueQuery,
} from '../shared/due.dto.js';
import type { ShownWithDue } from '../shared/shown-with-due.js';
import { BOARD_SORTS, type BoardSort } from './board-order.js';

export class BoardQuery extends AsOfPageQuery implements DueQuery {
  @EnumField(LANES, {
    description: 'Only this lane; a cursor needs it.',
    optional: true,
  })
  lane?: Lane;

  @IdField({ description: 'The lead technician.', optional: true })
  technician?: string;

  @IdField({ description: 'The customer.', optional: true })
  customer?: string;

  @IdField({ description: 'The team or queue.', optional: true })
  team?: string;

  @IdField({ description: 'The service region of the site.', optional: true })
  region?: string;

  @EnumListField(SERVICE_CATEGORIES, {
    description: 'Service categories.',
    itemsMin: 1,
    optional: true,
  })
  category?: string[];

  @EnumListField(PRIORITIES, { description: 'Priorities.', itemsMin: 1, optional: true })
  priority?: Priority[];

  @BooleanField({
    description:
      'Only what was carried over at a working day’s start and is not dispatched, or not finished, yet: the manager’s list for priority dispatch (次日优先派工); false: only the others.',
    optional: true,
  })
  carriedOver?: boolean;

  @DueStateField()
  dueState?: string[];

  @DueClockField()
  dueClock?: string;

  @DueFromField()
  dueFrom?: string;

  @DueBeforeField()
  dueBefore?: string;

  @EnumField(BOARD_SORTS, {
    description:
      'Within every lane: `urgency` (default), what was carried over first, then the most urgent, then those that wait longest; `due`, what is due next first, cards without a due moment last.',
    optional: true,
  })
  sort?: BoardSort;
}

/** A ticket on the board. */
export class BoardCard implements ShownWithDue<DispatchBoardRow> {
  @ShownId('The ticket.')
  id: string;

  @ShownWord(LANES, 'Where it hangs.')
  lane: string;

  @ShownFlag('It was carried over, and what was left is not done yet.')
  carriedOver: boolean;

  @ShownWord(ESCALATION_LEVELS, ATTENTION_WORDS.level)
  level: EscalationLevel;

  @ShownDay(ATTENTION_WORDS.carriedOverOn, nullable)
  carriedOverOn: string | null;

  @ShownWord(CARRY_OVER_REASONS, ATTENTION_WORDS.carriedOverReason, nullable)
  carriedOverReason: CarryOverReason | null;

  @ShownText('The number people say on the phone.')
  number: string;

  @ShownText('What is wrong, in a few words.')
  title: string;

  @ShownId('Whose ticket it is.')
  customerId: string;

  @ShownWord(SERVICE_CATEGORIES, 'Service category.')
  category: string;

  @ShownWord(PRIORITIES, 'Priority.')
  priority: string;

  @ShownInteger('1 (urgent) to 4 (low).')
  priorityRank: number;

  @ShownId('Service region of the site.', nullable)
  region: string | null;

  @ShownId('State of the workflow.')
  state: string;

  @ShownWord(STAGES, 'Stage of the journey.')
  stage: string;

  @ShownWord(STATE_CLASSES, 'What the state means.')
  stateClass: string;

  @ShownId('The workflow it follows.')
  workflowId: string;

  @ShownInteger('Version of the workflow.')
  workflowVersion: number;

  @ShownWord(PAUSE_REASONS, 'What a paused ticket waits for.', nullable)
  pauseReason: string | null;

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

  @ShownInstant('From when on the customer would like the visit.', nullable)
  wantedFrom: string | null;

  @ShownInteger('1, and one more for every reopening.')
  cycle: number;

  @ShownInstant('When it was registered.')
  registeredAt: string;

  @ShownInstant('When the registration was written into the log.')
  recordedAt: string;

  @ShownInstant('When it came into its lane.')
  waitingSince: string;

  @ShownInstant('When it was registered, or last reopened.')
  cycleSince: string;

  @ShownInstant('Since when it has had a technician, whichever; null: it has none.', nullable)
  technicianSince: string | null;

  @ShownInstant('Latest moment at which anything happened.')
  lastEventAt: string;

  @ShownInstant('When the last event was recorded.')
  lastRecordedAt: string;

  @ShownInteger('Version, for If-Match.')
  version: number;

  @ShownInstant(DUE_WORDS.dueAt, nullable)
  dueAt: string | null;

  @ShownId(DUE_WORDS.dueClock, nullable)
  dueClock: string | null;

  @ShownWord(DUE_STATES, DUE_WORDS.dueState, nullable)
  dueState: DueState | null;

  @ShownInteger(DUE_WORDS.dueInMs, nullable)
  dueInMs: number | null;
}

export class BoardLane {
  @ShownWord(LANES, 'The lane.')
  lane: string;

  @ShownInteger('How many cards it has: as many as paging through them gives.')
  count: number;

  @ApiProperty({
    type: [BoardCard],
    maxItems: PAGE_LIMIT_MAX,
    description: 'The first cards, in the order of `sort`.',
  })
  items: BoardCard[];

  @ShownNextCursor('For the lane’s next page (with lane=); null: there is none.')
  nextCursor: string | null;
}

export class BoardAnswer {
  @ShownInteger('Position of the log that the board shows.')
  position: number;

  @ShownInteger('Cards of all lanes together.')
  count: number;

  @ApiProperty({ type: [BoardLane], description: 'Every lane, in the order of the work.' })
  lanes: BoardLane[];
}
