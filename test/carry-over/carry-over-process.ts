// A process that carries over, for carry-over-processes.int.spec.ts: `carry-over-process.ts URL FOLDER NTH`. It
// hears the time of test-time.ts, says when it comes to the NTH ticket of a page, and waits there for its end.
import { loadCalendars } from '@gongdan/calendar';
import { armFaultPoint } from '@gongdan/core';
import { composeEngine, configFolder, readSettings } from '@gongdan/platform';
import { STAGE_MIGRATIONS } from '@gongdan/stages';
import { dispatchBoardProjection, ticketWorkflowVocabulary } from '@gongdan/ticket';
import { loadWorkflows } from '@gongdan/workflow';
import pg from 'pg';
import { openCarryOver } from '../../libs/ticket/carry-over/open-carry-over.js';
import { TestTime } from './test-time.js';

const [url = '', dataFolder = '', nth = ''] = process.argv.slice(2);
const engine = await composeEngine({
  settings: readSettings({ LOG_LEVEL: 'silent' }),
  databaseUrl: url,
  dataFolder,
  workflows: loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary),
  note: () => undefined,
  migrations: STAGE_MIGRATIONS,
  worksFor: () => false,
  keepsHead: false,
});
await engine.projections.add(dispatchBoardProjection);

let tickets = 0;
armFaultPoint('carry-over.between-tickets', async () => {
  tickets += 1;
  if (tickets < Number(nth)) return;
  process.send?.('there');
  await new Promise(() => undefined);
});

const pool = new pg.Pool({ connectionString: url, max: 4, options: TestTime.options });
pool.on('error', () => undefined);
const calendars = loadCalendars(configFolder('calendars'));
openCarryOver({ ...engine, pool }, { calendars, id: 'office' }, (error) => {
  process.send?.(String(error));
}).start();
