import { ApiProperty } from '@nestjs/swagger';
import {
  ESCALATION_LEVELS,
  NOTICE_CHANNELS,
  NOTICE_RECIPIENTS,
  type EscalationLevel,
  type NoticeChannel,
  type NoticeRecipient,
} from '@gongdan/contracts';
import {
  AsOfQuery,
  nullable,
  ShownId,
  ShownInstant,
  ShownInteger,
  ShownText,
  ShownWord,
} from '@gongdan/platform';
import { SEGMENT_KINDS, SUBJECT_KINDS, type SegmentKind } from '../../domain/index.js';
import { CLOCK_STATES, type ClockState } from '../../projections/sla-clock/sla-clock.projection.js';

export class ShowSlaQuery extends AsOfQuery {}

export class PinAnswer {
  @ShownId('Its id.')
  id: string;

  @ShownInteger('Its version.')
  version: number;
}

/** Wall-clock time: the five add up to the whole. */
export class BucketsAnswer {
  @ShownInteger('In hours, counted, in milliseconds.')
  runningMs: number;

  @ShownInteger('Out of hours, in milliseconds.')
  outOfHoursMs: number;

  @ShownInteger('Paused in hours, in milliseconds.')
  pausedMs: number;

  @ShownInteger('Paused out of hours, in milliseconds.')
  pausedOutOfHoursMs: number;

  @ShownInteger('Between a resolution and the reopening after it, in milliseconds.')
  resolvedMs: number;

  @ShownInteger('The sum of the five, in milliseconds.')
  wallClockMs: number;
}

export class PauseSumAnswer {
  @ShownText('Why it rested.')
  reason: string;

  @ShownInteger('How long in hours, in milliseconds.')
  pausedMs: number;

  @ShownInteger('How long out of hours, in milliseconds.')
  pausedOutOfHoursMs: number;
}

export class HolderAnswer {
  @ShownId('Who held it; null: nobody.', nullable)
  holder: string | null;

  @ApiProperty({ type: BucketsAnswer, description: 'Its time there.' })
  buckets: BucketsAnswer;
}

export class SegmentAnswer {
  @ShownInstant('From when.')
  from: string;

  @ShownInstant('Until when, itself not included.')
  to: string;

  @ShownInteger('How long, in milliseconds.')
  lengthMs: number;

  @ShownWord(SEGMENT_KINDS, 'What it was.')
  kind: SegmentKind;

  @ShownText('Why it rested.', nullable)
  reason: string | null;

  @ShownId('Who held it.', nullable)
  technicianId: string | null;

  @ShownId('Whose it was.', nullable)
  team: string | null;

  @ShownId('The event that it began with; null: the calendar opened or closed.', nullable)
  eventId: string | null;

  @ShownText('That event’s type.', nullable)
  eventType: string | null;
}

export class WarningAnswer {
  @ShownText('Its name in the policy: `80%`, `PT1H`.')
  label: string;

  @ShownInstant('When it is to be given.')
  at: string;
}

export class RungAnswer {
  @ShownText('Its name in the policy: `80%`, `breach`, `breach+PT4H`.')
  rung: string;

  @ShownInstant('When it is to be reached.')
  at: string;

  @ShownWord(
    ESCALATION_LEVELS,
    'The level it climbs to; null: people are told, nothing more.',
    nullable,
  )
  to: EscalationLevel | null;

  @ApiProperty({ enum: NOTICE_RECIPIENTS, isArray: true, description: 'Whom it tells.' })
  notify: readonly NoticeRecipient[];

  @ApiProperty({ enum: NOTICE_CHANNELS, isArray: true, description: 'How.' })
  by: readonly NoticeChannel[];
}

export class TargetAnswer {
  @ShownWord(['within', 'by', 'appointment'], 'So much business time, or a moment.')
  kind: 'within' | 'by' | 'appointment';

  @ShownInteger('Business time promised; of a moment, what lies between start and it.')
  businessMs: number;

  @ShownText('The same as an ISO 8601 duration.')
  duration: string;

  @ShownInteger('Place of the target in the clock’s list; 0: an appointment of the customer’s.')
  rule: number;
}

export class SlaEventAnswer {
  @ShownText('Type of the event.')
  type: string;

  @ShownInteger('Version of the SLA stream.')
  version: number;

  @ShownInstant('When it occurred.')
  occurredAt: string;

  @ShownInstant('When it was recorded.')
  recordedAt: string;

  @ShownText('Verdict after it.', nullable)
  verdict: string | null;

  @ShownInstant('Due moment after it.', nullable)
  dueAt: string | null;

  @ShownId('The event that led to it.', nullable)
  causeEventId: string | null;

  @ShownText('That event’s type.', nullable)
  causeEventType: string | null;

  @ShownText('More words on the cause.', nullable)
  reason: string | null;
}

export class ClockAnswer {
  @ShownId('The clock.')
  clock: string;

  @ApiProperty({
    type: 'object',
    properties: { en: { type: 'string' }, 'zh-CN': { type: 'string' } },
    required: ['en', 'zh-CN'],
    description: 'What it is called.',
  })
  title: { en: string; 'zh-CN': string };

  @ShownInteger('Which of its runs: 1, 2 …')
  cycle: number;

  @ShownWord(CLOCK_STATES, 'How it stands, in one word.')
  state: ClockState;

  @ShownWord(['running', 'paused', 'stopped', 'cancelled'], 'What it does.')
  status: string;

  @ShownWord(['open', 'met', 'breached', 'cancelled'], 'What is to be said of the promise.')
  verdict: string;

  @ShownInstant('When it started.')
  startedAt: string;

  @ShownInstant('When it is due; null while it rests and once it is cancelled.', nullable)
  dueAt: string | null;

  @ShownInstant('When it was met, missed or cancelled.', nullable)
  stoppedAt: string | null;

  @ShownInteger(
    'Business time left until it is due; negative: since then; null: it does not run.',
    nullable,
  )
  remainingMs: number | null;

  @ShownInteger('Business time used, without pauses.')
  elapsedMs: number;

  @ApiProperty({ type: TargetAnswer, description: 'What was promised.' })
  target: TargetAnswer;

  @ApiProperty({ type: PinAnswer, description: 'By which policy.' })
  policy: PinAnswer;

  @ApiProperty({ type: PinAnswer, description: 'In which hours.' })
  calendar: PinAnswer;

  @ApiProperty({ type: [WarningAnswer], description: 'The warnings that are still to come.' })
  warnings: readonly WarningAnswer[];

  @ApiProperty({
    type: [RungAnswer],
    description: 'The rungs of its ladder that are still to come.',
  })
  escalations: readonly RungAnswer[];

  @ApiProperty({ type: BucketsAnswer, description: 'Where its time went.' })
  buckets: BucketsAnswer;

  @ApiProperty({ type: [PauseSumAnswer], description: 'Pauses by their reason.' })
  pauses: readonly PauseSumAnswer[];

  @ApiProperty({ type: [HolderAnswer], description: 'Its time by technician.' })
  byTechnician: readonly HolderAnswer[];

  @ApiProperty({ type: [HolderAnswer], description: 'Its time by team.' })
  byTeam: readonly HolderAnswer[];

  @ApiProperty({
    type: [SegmentAnswer],
    description:
      'The ledger: its time from start to end (or to now), cut wherever something changed. Of a very long one the newest thousand.',
  })
  segments: readonly SegmentAnswer[];

  @ShownInteger('Older segments that are left out here; the sums include them.')
  segmentsLeftOut: number;

  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    description: 'Why it stands as it does, line by line, in words.',
  })
  explanation: readonly string[];

  @ApiProperty({
    type: [SlaEventAnswer],
    description: 'What was recorded of it, also what was superseded later.',
  })
  events: readonly SlaEventAnswer[];
}

export class SlaAnswer {
  @ShownWord(SUBJECT_KINDS, 'What the promises are about.')
  kind: string;

  @ShownId('The ticket or complaint.')
  id: string;

  @ShownInstant('Up to when time has passed.')
  asOf: string;

  @ApiProperty({ type: [ClockAnswer], description: 'Every run of every clock.' })
  clocks: readonly ClockAnswer[];

  @ApiProperty({ description: 'Position of the log that is shown.', type: 'integer', minimum: 0 })
  position: number;
}
