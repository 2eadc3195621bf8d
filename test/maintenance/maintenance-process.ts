// A process that orders maintenance visits, for maintenance-processes.int.spec.ts: `maintenance-process.ts URL FOLDER
// NTH`. It hears the time of test-time.ts, says when it has done the NTH plan, and waits there for its end.
import { customerProjections } from '@gongdan/customer';
import { armFaultPoint } from '@gongdan/core';
import { composeEngine, configFolder, readSettings } from '@gongdan/platform';
import { STAGE_MIGRATIONS } from '@gongdan/stages';
import { ticketWorkflowVocabulary } from '@gongdan/ticket';
import { loadWorkflows } from '@gongdan/workflow';
import pg from 'pg';
import { openMaintenance } from '../../libs/customer/maintenance/open-maintenance.js';
import { TestTime } from '../carry-over/test-time.js';

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
for (const projection of customerProjections) await engine.projections.add(projection);

let plans = 0;
armFaultPoint('maintenance.between-plans', async () => {
  plans += 1;
  if (plans < Number(nth)) return;
  process.send?.('there');
  await new Promise(() => undefined);
});

const pool = new pg.Pool({ connectionString: url, max: 4, options: TestTime.options });
pool.on('error', () => undefined);
openMaintenance({ ...engine, pool }, (error) => {
  process.send?.(String(error));
}).start();
