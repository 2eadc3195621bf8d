import { ApiProperty } from '@nestjs/swagger';
import {
  FreeObjectField,
  FreeObjectListField,
  InstantField,
  nullable,
  ShownId,
  ShownInstant,
  ShownInteger,
  ShownText,
  ShownWord,
} from '@gongdan/platform';
import { SUBJECT_KINDS } from '../../domain/index.js';

/** Most policies that one question puts in the place of others. */
const WHAT_IF_POLICIES_MAX = 20;

const VERDICTS = ['open', 'met', 'breached', 'cancelled'];
export class WhatIfBody {
  @InstantField({
    description: 'Tickets and complaints that were taken up from this moment on.',
    example: '2026-01-01T00:00:00+08:00',
  })
  from: string;

  @InstantField({
    description: 'And before this one.',
    example: '2026-04-01T00:00:00+08:00',
  })
  to: string;

  @FreeObjectListField({
    description:
      'Policies, as their files say them, each in the place of the one with its id, as if it had always been in force.',
    optional: true,
    itemsMax: WHAT_IF_POLICIES_MAX,
  })
  policies?: object[];

  @FreeObjectField({
    description: 'Calendars by id, as their files say them, in the place of those with these ids.',
    optional: true,
  })
  calendars?: object;
}

export class TallyAnswer {
  @ShownInteger('Runs that were met.')
  met: number;

  @ShownInteger('Runs that were breached, open ones past their due moment among them.')
  breached: number;

  @ShownInteger('Runs that are open.')
  open: number;

  @ShownInteger('Runs that were cancelled.')
  cancelled: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'met ÷ (met + breached); null where there is neither.',
  })
  attainment: number | null;
}

export class ClockComparisonAnswer {
  @ShownWord(SUBJECT_KINDS, 'Of tickets or of complaints.')
  kind: string;

  @ShownId('The clock.')
  clock: string;

  @ApiProperty({ type: TallyAnswer, description: 'As it was promised.' })
  promised: TallyAnswer;

  @ApiProperty({ type: TallyAnswer, description: 'As it would have been.' })
  whatIf: TallyAnswer;

  @ShownInteger('Runs whose verdict would be another one, or that only one of the two has.')
  changed: number;
}

export class JudgedAnswer {
  @ShownWord(VERDICTS, 'What is to be said of it.')
  verdict: string;

  @ShownInstant('When it was due.', nullable)
  dueAt: string | null;

  @ShownInstant('When it stopped.', nullable)
  stoppedAt: string | null;
}

export class ChangedVerdictAnswer {
  @ShownWord(SUBJECT_KINDS, 'Ticket or complaint.')
  kind: string;

  @ShownId('Its id.')
  id: string;

  @ShownText('The ticket’s number.')
  number: string;

  @ShownId('The clock.')
  clock: string;

  @ShownInteger('Which of its runs.')
  cycle: number;

  @ApiProperty({
    type: JudgedAnswer,
    nullable: true,
    description: 'As promised; null: not at all.',
  })
  promised: JudgedAnswer | null;

  @ApiProperty({
    type: JudgedAnswer,
    nullable: true,
    description: 'As it would have been; null: not at all.',
  })
  whatIf: JudgedAnswer | null;
}

export class WhatIfAnswerDto {
  @ShownInstant('Taken up from here on.')
  from: string;

  @ShownInstant('Taken up before this.')
  to: string;

  @ShownInstant('Up to when time has passed, for both.')
  asOf: string;

  @ShownInteger('Tickets and complaints that were judged again.')
  subjects: number;

  @ShownInteger('Runs of clocks that were judged, by both together.')
  clocks: number;

  @ApiProperty({ type: [ClockComparisonAnswer], description: 'Clock by clock.' })
  byClock: ClockComparisonAnswer[];

  @ApiProperty({
    type: [ChangedVerdictAnswer],
    description: 'Every run whose verdict would be another one, up to a thousand.',
  })
  changes: ChangedVerdictAnswer[];

  @ShownInteger('Changes that are not listed; the sums include them.')
  changesLeftOut: number;

  @ApiProperty({ description: 'Position of the log that is shown.', type: 'integer', minimum: 0 })
  position: number;
}
