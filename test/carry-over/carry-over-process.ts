// A process that carries over, for carry-over-processes.int.spec.ts (see victim.ts).
import { loadCalendars } from '@gongdan/calendar';
import { configFolder } from '@gongdan/platform';
import { dispatchBoardProjection } from '@gongdan/ticket';
import { openCarryOver } from '../../libs/ticket/carry-over/open-carry-over.js';
import { openVictim, tell } from '../timed-desk/victim.js';

const engine = await openVictim('carry-over.between-tickets', [dispatchBoardProjection]);
const calendars = loadCalendars(configFolder('calendars'));
openCarryOver(engine, { calendars, id: 'office' }, tell).start();
