import {
  CHANNELS,
  PRIORITIES,
  SERVICE_CATEGORIES,
  STAGES,
  STATE_CLASSES,
} from '@gongdan/contracts';
import {
  AsOfPageQuery,
  DayField,
  nullable,
  PAGE_LIMIT_MAX,
  type Shown,
  ShownDay,
  ShownId,
  ShownInstant,
  ShownInteger,
  ShownNextCursor,
  ShownText,
  ShownWord,
  ZoneField,
} from '@gongdan/platform';
import { ApiProperty } from '@nestjs/swagger';
import type { DailyRegisterRow } from '../../projections/index.js';

export class RegisterQuery extends AsOfPageQuery {
  @DayField({ description: 'The day of registration. Default: today.', optional: true })
  day?: string;

  @ZoneField()
  zone?: string;
}

/** A line of the service register. Milestones are those of the present cycle. */
export class RegisterLine implements Shown<DailyRegisterRow> {
  @ShownId('The ticket.')
  id: string;

  @ShownText('The number people say on the phone.')
  number: string;

  @ShownId('Whose ticket it is.')
  customerId: string;

  @ShownWord(SERVICE_CATEGORIES, 'Service category.')
  category: string;

  @ShownWord(PRIORITIES, 'Priority.')
  priority: string;

  @ShownWord(CHANNELS, 'How the request reached the desk.')
  channel: string;

  @ShownText('What is wrong, in a few words.')
  title: string;

  @ShownId('Service region of the site.', nullable)
  region: string | null;

  @ShownId('The lead technician.', nullable)
  technicianId: string | null;

  @ShownId('State of the workflow.')
  state: string;

  @ShownWord(STAGES, 'Stage of the journey.')
  stage: string;

  @ShownWord(STATE_CLASSES, 'What the state means.')
  stateClass: string;

  @ShownInteger('1, and one more for every reopening.')
  cycle: number;

  @ShownInstant('When it was registered.')
  registeredAt: string;

  @ShownInstant('When the registration was written into the log.')
  recordedAt: string;

  @ShownInstant('Dispatched.', nullable)
  dispatchedAt: string | null;

  @ShownInstant('Arrived.', nullable)
  arrivedAt: string | null;

  @ShownInstant('Finished.', nullable)
  finishedAt: string | null;

  @ShownInstant('Signed by the customer.', nullable)
  signedAt: string | null;

  @ShownInstant('Countersigned by the manager.', nullable)
  countersignedAt: string | null;

  @ShownInstant('Archived.', nullable)
  archivedAt: string | null;

  @ShownInstant('Billed, or found to need no bill.', nullable)
  billedAt: string | null;

  @ShownInstant('Closed.', nullable)
  closedAt: string | null;

  @ShownInstant('Cancelled, or merged into another ticket.', nullable)
  cancelledAt: string | null;

  @ShownInstant('Latest moment at which anything happened.')
  lastEventAt: string;

  @ShownInstant('When the last event was recorded.')
  lastRecordedAt: string;

  @ShownInteger('Version, for If-Match.')
  version: number;
}

/** Of the day's registrations, how many have reached each milestone. */
export class RegisterTotals {
  @ShownInteger('Registered: all lines of the day.')
  registered: number;

  @ShownInteger('Of these, dispatched.')
  dispatched: number;

  @ShownInteger('Arrived.')
  arrived: number;

  @ShownInteger('Finished.')
  finished: number;

  @ShownInteger('Signed.')
  signed: number;

  @ShownInteger('Countersigned.')
  countersigned: number;

  @ShownInteger('Archived.')
  archived: number;

  @ShownInteger('Billed.')
  billed: number;

  @ShownInteger('Closed.')
  closed: number;

  @ShownInteger('Cancelled.')
  cancelled: number;
}

export class RegisterPage {
  @ShownInteger('Position of the log that the page shows.')
  position: number;

  @ShownDay('The day.')
  day: string;

  @ShownInstant('When the day begins in the zone.')
  from: string;

  @ShownInstant('When it ends.')
  to: string;

  @ApiProperty({ type: RegisterTotals, description: 'Of all lines of the day.' })
  totals: RegisterTotals;

  @ApiProperty({ type: [RegisterLine], maxItems: PAGE_LIMIT_MAX })
  items: readonly RegisterLine[];

  @ShownNextCursor()
  nextCursor: string | null;
}
