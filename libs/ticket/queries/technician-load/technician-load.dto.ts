import {
  AsOfPageQuery,
  AsOfQuery,
  DayField,
  EnumField,
  IntegerField,
  nullable,
  PAGE_LIMIT_MAX,
  ShownDay,
  ShownId,
  ShownIds,
  ShownInstant,
  ShownInteger,
  ShownNextCursor,
  ShownText,
  ShownWord,
  ZoneField,
} from '@gongdan/platform';
import { ApiProperty } from '@nestjs/swagger';
import { LOAD_PHASES, type LoadPhase } from '../../projections/index.js';

export const LOAD_DAYS_DEFAULT = 7;
const LOAD_DAYS_MAX = 31;

const FromDayField = (): PropertyDecorator =>
  DayField({
    description: 'First day of the days that are counted. Default: today.',
    optional: true,
  });

const DaysField = (): PropertyDecorator =>
  IntegerField({
    description: `How many days are counted; ${LOAD_DAYS_DEFAULT} where it is not given.`,
    min: 1,
    max: LOAD_DAYS_MAX,
    optional: true,
  });

export class LoadQuery extends AsOfQuery {
  @FromDayField()
  from?: string;

  @DaysField()
  days?: number;

  @ZoneField()
  zone?: string;
}

export class LoadTicketsQuery extends AsOfPageQuery {
  @EnumField(LOAD_PHASES, {
    description: 'Only tickets in this phase. Finished: within the days; the others: in hand now.',
    optional: true,
  })
  phase?: LoadPhase;

  @FromDayField()
  from?: string;

  @DaysField()
  days?: number;

  @ZoneField()
  zone?: string;
}

/** What a technician has in hand and did, as lead or assistant. */
class LoadCounts {
  @ShownInteger('Tickets in hand: waiting, scheduled, in progress and paused together.')
  inHand: number;

  @ShownInteger('Assigned or accepted, without an appointment.')
  waiting: number;

  @ShownInteger('With an appointment.')
  scheduled: number;

  @ShownInteger('On the way, on site, at work.')
  inProgress: number;

  @ShownInteger('Paused.')
  paused: number;

  @ShownInteger('Finished within the days (and not taken up again since).')
  finished: number;

  @ShownInteger('Minutes of work recorded for the days.')
  minutes: number;
}

export class LoadDay {
  @ShownDay('The day, in the zone.')
  day: string;

  @ShownInteger('Tickets in hand whose appointment begins on that day.')
  scheduled: number;

  @ShownInteger('Tickets finished on that day.')
  finished: number;

  @ShownInteger('Minutes of work done on that day.')
  minutes: number;
}

export class TechnicianLoadItem extends LoadCounts {
  @ShownId('The technician.')
  technicianId: string;

  @ApiProperty({ type: [LoadDay], maxItems: LOAD_DAYS_MAX })
  days: readonly LoadDay[];
}

export class TechnicianLoadAnswer extends TechnicianLoadItem {
  @ShownInteger('Position of the log that the numbers are of.')
  position: number;
}

export class LoadOverview {
  @ShownInteger('Position of the log that the numbers are of.')
  position: number;

  @ApiProperty({
    type: [TechnicianLoadItem],
    description: 'Technicians who have anything in hand or did anything within the days, by id.',
  })
  items: readonly TechnicianLoadItem[];
}

/** A ticket that counts for a technician. */
export class LoadTicket {
  @ShownId('The ticket.')
  id: string;

  @ShownText('The number people say on the phone.')
  number: string;

  @ShownText('What is wrong, in a few words.')
  title: string;

  @ShownId('Whose ticket it is.')
  customerId: string;

  @ShownId('State of the workflow.')
  state: string;

  @ShownWord(LOAD_PHASES, 'What it means to the technician.')
  phase: LoadPhase;

  @ShownIds('Lead and assistants, the lead first.')
  people: readonly string[];

  @ShownInstant('Appointment: from …', nullable)
  appointmentFrom: string | null;

  @ShownInstant('… to.', nullable)
  appointmentTo: string | null;

  @ShownInstant('When the work was finished.', nullable)
  finishedAt: string | null;
}

export class LoadTicketsPage {
  @ShownInteger('Position of the log that the page shows.')
  position: number;

  @ApiProperty({ type: [LoadTicket], maxItems: PAGE_LIMIT_MAX })
  items: readonly LoadTicket[];

  @ShownNextCursor()
  nextCursor: string | null;

  @ShownInteger('How many tickets all pages have together.')
  total: number;
}
